using HierVQ.Images;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

[TestClass]
public class TokenizerTrainingTests
{
    private const int Size = 8;
    private static readonly PixelStore Pictures = MakePictures(24);

    [TestMethod]
    public void ItLearnsToReconstructAndSaysHow()
    {
        var reports = new List<TrainingProgress>();
        HqVaeOptions options = Options(epochs: 25);
        options.ValidationFraction = 0.2;
        options.MetricsCallback = reports.Add;
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);

        TokenizerTraining.Fit(tokenizer, Pictures, options);

        TrainingProgress first = reports[0], last = reports[^1];
        Assert.IsGreaterThan(first.Psnr!.Value + 2, last.Psnr!.Value);
        Assert.IsGreaterThan(first.Validation!.Value + 1, reports.Max(report => report.Validation ?? 0));
        Assert.AreEqual("tokenizer", last.Stage);
        Assert.IsNull(last.BitsPerCode);
        Assert.HasCount(2, last.CodesInUse);
        for (int level = 0; level < 2; level++)
        {
            Assert.IsTrue(last.CodesInUse[level] is > 0 and <= 1);
            Assert.IsTrue(last.Perplexity[level] >= 1 && last.Perplexity[level] <= 16.001);
        }
        CollectionAssert.AreEqual(last.CodesInUse, last.Codebooks.Select(codebook => codebook.Share).ToArray());
        CollectionAssert.AreEqual(last.Perplexity, last.Codebooks.Select(codebook => codebook.Perplexity).ToArray());
        Assert.IsFalse(tokenizer.Module.training);
    }

    [TestMethod]
    public void AnInterruptedTrainingEndsWithTheSameWeights()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-tokenizer-").FullName;
        try
        {
            string uninterrupted = Train(Options(epochs: 6));
            using var source = new CancellationTokenSource();
            HqVaeOptions options = Options(epochs: 6);
            options.CheckpointFolder = folder;
            options.CancellationToken = source.Token;
            options.MetricsCallback = report => { if (report.Epoch == 3) source.Cancel(); };
            Assert.ThrowsExactly<OperationCanceledException>(() => Train(options));

            var epochs = new List<int>();
            HqVaeOptions again = Options(epochs: 6);
            again.CheckpointFolder = folder;
            again.MetricsCallback = report => epochs.Add(report.Epoch);

            Assert.AreEqual(uninterrupted, Train(again));
            CollectionAssert.AreEqual((int[])[4, 5, 6], epochs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void OnlyConvolutionsAndLinearLayersDecay()
    {
        AssertDecay(new GradientQuantizerOptions { CodeSize = 2 }, "quantize_t.quantizer.codebook.weight", "quantize_t.project_in.weight");
        AssertDecay(new GumbelQuantizerOptions(), "quantize_t.embed", "quantize_t.proj.weight");

        static void AssertDecay(QuantizerOptions quantizer, string stays, string decays)
        {
            HqVaeOptions options = Options(epochs: 1);
            options.Quantizer = quantizer;
            using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);
            using var stage = new TokenizerStage(tokenizer, Pictures, options);
            HashSet<nint> decayed = [.. stage.DecayedParameters.Select(parameter => parameter.Handle)];
            Dictionary<string, bool> names = tokenizer.Module.named_parameters().ToDictionary(named => named.name, named => decayed.Contains(named.parameter.Handle));

            Assert.IsFalse(names[stays], stays);
            Assert.IsTrue(names[decays], decays);
            Assert.IsTrue(names["encoder.conv_in.weight"]);
            Assert.IsFalse(names["encoder.conv_in.bias"]);
        }
    }

    [TestMethod]
    public void NothingIsDrawnFromTheGlobalGenerator()
    {
        using torch.Tensor before = torch.Generator.Default.get_state();

        Train(Options(epochs: 1));

        using torch.Tensor after = torch.Generator.Default.get_state();
        CollectionAssert.AreEqual(before.data<byte>().ToArray(), after.data<byte>().ToArray());
    }

    [TestMethod]
    public void StepsLeaveNothingBehind()
    {
        var live = new List<long>();
        HqVaeOptions options = Options(epochs: 8);
        options.ValidationFraction = 0.2;
        options.MetricsCallback = _ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        TokenizerTraining.Fit(tokenizer, Pictures, options);

        Assert.AreEqual(live[2], live[^1]);
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    [DataRow(12, 1.0)]
    [DataRow(12, 0.5)]
    [DataRow(null, 0.7)]
    public void ItTrainsOnSquaresOutOfLargerImages(int? trainingSize, double scale)
    {
        var reports = new List<TrainingProgress>();
        HqVaeOptions options = Options(epochs: 3);
        (options.TrainingImageSize, options.CropScale, options.ValidationFraction) = (trainingSize, scale, 0.2);
        options.MetricsCallback = reports.Add;
        PixelStore pictures = MakePictures(24, size: trainingSize ?? Size);
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);

        TokenizerTraining.Fit(tokenizer, pictures, options);

        Assert.IsTrue(reports.TrueForAll(report => report.Psnr is > 3 and < 60));
        Assert.IsTrue(reports.TrueForAll(report => report.Validation is > 3 and < 60));
    }

    [TestMethod]
    public void ImagesOfAnotherSizeAreRefused()
    {
        HqVaeOptions options = Options(epochs: 1);
        options.TrainingImageSize = 16;
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);

        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => TokenizerTraining.Fit(tokenizer, Pictures, options));

        StringAssert.Contains(e.Message, "The training images are of 8 x 8 pixels; these options train on 16 x 16.");
        options.TrainingImageSize = 7;
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate).Message, "TrainingImageSize is 7");
        (options.TrainingImageSize, options.CropScale) = (null, 0);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate).Message, "CropScale is 0");
    }

    [TestMethod]
    public void NoImagesAreRefused()
    {
        HqVaeOptions options = Options(epochs: 1);
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);

        Assert.ThrowsExactly<ArgumentException>(() => TokenizerTraining.Fit(tokenizer, new PixelStore(Size, Size, 1000), options));
    }

    // Flips, shifts and restarts draw at random; eight codes for more pictures than that leave some out of use.
    private static HqVaeOptions Options(int epochs) => new()
    {
        ImageSize = Size,
        ChannelMultipliers = [1],
        LatentChannels = 32,
        EmbeddingSize = 4,
        CodebookSize = 16,
        Attention = false,
        Epochs = epochs,
        BatchSize = 8,
        WarmupSteps = 5,
        LearningRate = 3e-3,
        FlipProbability = 0.5,
        MaxShift = 1,
    };

    private static string Train(HqVaeOptions options)
    {
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);
        TokenizerTraining.Fit(tokenizer, Pictures, options);
        return ModelWeights.Hash(tokenizer.Module);
    }

    // Two-coloured pictures, parted at different places.
    internal static PixelStore MakePictures(int count, int size = Size)
    {
        var store = new PixelStore(size, size, 1 << 20);
        var random = new Random(3);
        for (int i = 0; i < count; i++)
        {
            byte[] left = new byte[3], right = new byte[3];
            random.NextBytes(left);
            random.NextBytes(right);
            int parting = random.Next(1, size);
            var rgb = new byte[3 * size * size];
            for (int pixel = 0; pixel < size * size; pixel++)
                (pixel % size < parting ? left : right).CopyTo(rgb, 3 * pixel);
            store.Add(rgb);
        }
        return store;
    }
}
