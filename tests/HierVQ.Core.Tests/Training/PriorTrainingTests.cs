using HierVQ.Codes;
using HierVQ.Metrics;
using HierVQ.Priors;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

[TestClass]
public class PriorTrainingTests
{
    private static readonly CodeLayout Layout = new(new CodeLevel(2, 2, 1, 8), new CodeLevel(4, 4, 1, 8));
    private static readonly CodeSet Set = MakeSet(64);

    [TestMethod]
    public void ItLearnsWhatAUnigramCannotKnow()
    {
        var reports = new List<TrainingProgress>();
        HqTransformerOptions options = Options(epochs: 30);
        options.ValidationFraction = 0.25;
        options.MetricsCallback = reports.Add;
        using var prior = (ITrainablePrior)options.Create(PriorContext.Of(Layout, 2));
        var unigram = new UnigramBits(Layout);
        unigram.Add(Set.Codes);

        PriorTraining.Fit(prior, Set, options);

        // Top codes are even for one class and odd for the other; each bottom code repeats its top's.
        Assert.IsLessThan(0.6 * unigram.BitsPerCode(Set.Codes), reports.Min(report => report.Validation ?? double.MaxValue));
        Assert.IsLessThan(reports[0].BitsPerCode!.Value - 1, reports[^1].BitsPerCode!.Value);
        Assert.AreEqual("prior", reports[^1].Stage);
        Assert.IsNull(reports[^1].Psnr);
        Assert.IsEmpty(reports[^1].CodesInUse);
        Assert.IsFalse(prior.Module.training);
    }

    [TestMethod]
    public void ASetOfHeldOutRowsIsMeasuredAndNeverLearnt()
    {
        CodeSet heldOut = MakeSet(10);
        double? last = null;
        HqTransformerOptions options = Options(epochs: 4);
        (options.EarlyStoppingEpochs, options.MetricsCallback) = (3, report => last = report.Validation ?? last);
        using var prior = (ITrainablePrior)options.Create(PriorContext.Of(Layout, 2));
        PriorTraining.Fit(prior, Set, options, heldOut: heldOut);
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            torch.Tensor codes = torch.tensor(heldOut.Codes, [heldOut.Count, Layout.TotalCodes]).to(torch.ScalarType.Int64), classes = torch.tensor(heldOut.Conditions!, [heldOut.Count, 1]).to(torch.ScalarType.Int64);
            Assert.AreEqual(BitsPerCode.FromNats(prior.NegativeLogLikelihood(codes, classes).mean().item<float>()), last!.Value, 1e-4);
        }

        // The same steps as without it, where no later epoch was worse.
        using var alone = (ITrainablePrior)Options(epochs: 4).Create(PriorContext.Of(Layout, 2));
        PriorTraining.Fit(alone, Set, Options(epochs: 4));
        Assert.AreEqual(ModelWeights.Hash(alone.Module), ModelWeights.Hash(prior.Module));

        Assert.Contains("needs held-out rows", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PriorTraining.Fit(prior, Set, options)).Message);
        options.ValidationFraction = 0.1;
        Assert.Contains("leave ValidationFraction at 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PriorTraining.Fit(prior, Set, options, heldOut: heldOut)).Message);
        options.ValidationFraction = 0;
        Assert.Contains("0 numbers of conditions", Assert.ThrowsExactly<ArgumentException>(() => PriorTraining.Fit(prior, Set, options, heldOut: new CodeSet(Layout, heldOut.Codes))).Message);
    }

    [TestMethod]
    public void AnInterruptedTrainingEndsWithTheSameWeights()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-prior-").FullName;
        try
        {
            string uninterrupted = Train(Options(epochs: 6));
            using var source = new CancellationTokenSource();
            HqTransformerOptions options = Options(epochs: 6);
            options.CheckpointFolder = folder;
            options.CancellationToken = source.Token;
            options.MetricsCallback = report => { if (report.Epoch == 3) source.Cancel(); };
            Assert.ThrowsExactly<OperationCanceledException>(() => Train(options));
            HqTransformerOptions again = Options(epochs: 6);
            again.CheckpointFolder = folder;

            Assert.AreEqual(uninterrupted, Train(again));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void SoftLabelsComeFromTheTokenizer()
    {
        var tokenizerOptions = new HqVaeOptions { ImageSize = 8, ChannelMultipliers = [1], LatentChannels = 32, EmbeddingSize = 4, CodebookSize = 8, Attention = false };
        using ITokenizer tokenizer = tokenizerOptions.Create(torch.CPU);
        using var generator = new torch.Generator(5);
        using torch.Tensor images = torch.rand([16, 3, 8, 8], generator: generator) * 2 - 1;
        using torch.Tensor codes = tokenizer.Encode(images), latents = tokenizer.EncodeLatents(images);
        var set = new CodeSet(tokenizer.Layout, [.. codes.data<long>().ToArray().Select(code => (int)code)], latents: latents.data<float>().ToArray());
        HqTransformerOptions options = Options(epochs: 4);
        options.SoftLabels = true;
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        using var prior = (ITrainablePrior)options.Create(PriorContext.Of(tokenizer.Layout, 0));

        PriorTraining.Fit(prior, set, options, tokenizer);

        // Not below the entropy of the soft labels themselves, which tells them from hard ones.
        Assert.IsLessThan(reports[0].Loss, reports[^1].Loss);
        double entropy = tokenizer.SoftCodes(latents, 1).Zip(tokenizer.Layout).Sum(level => Entropy(level.First) * level.Second.Count) / tokenizer.Layout.TotalCodes;
        Assert.IsGreaterThan(BitsPerCode.FromNats(entropy), reports[^1].BitsPerCode!.Value);
        Assert.IsGreaterThan(0.1, entropy);
    }

    [TestMethod]
    public void StepsLeaveNothingBehind()
    {
        var live = new List<long>();
        HqTransformerOptions options = Options(epochs: 8);
        options.ValidationFraction = 0.25;
        options.ConditionDropout = 0.2;
        options.MetricsCallback = _ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var prior = (ITrainablePrior)options.Create(PriorContext.Of(Layout, 2));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        PriorTraining.Fit(prior, Set, options);

        Assert.AreEqual(live[2], live[^1]);
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void WhatDoesNotFitIsRefusedBeforeWork()
    {
        HqTransformerOptions options = Options(epochs: 1);
        using var prior = (ITrainablePrior)options.Create(PriorContext.Of(Layout, 2));
        var other = new CodeSet(new CodeLayout(new CodeLevel(2, 2, 1, 8), new CodeLevel(4, 4, 1, 9)), Set.Codes, Set.Conditions);
        var unknown = new CodeSet(Layout, Set.Codes, [.. Set.Conditions!.Select(_ => 2)]);
        var unlabelled = new CodeSet(Layout, Set.Codes, [.. Set.Conditions!.Select(_ => -1)]);

        StringAssert.Contains(Refusal(other), "4x4 of 9");
        StringAssert.Contains(Refusal(new CodeSet(Layout, Set.Codes)), "a class of 2");
        StringAssert.Contains(Refusal(unknown), "Row 0: Class 2");
        StringAssert.Contains(Refusal(unlabelled), "ConditionDropout");
        options.SoftLabels = true;
        StringAssert.Contains(Refusal(Set), "latents");

        string Refusal(CodeSet set) => Assert.ThrowsExactly<ArgumentException>(() => PriorTraining.Fit(prior, set, options)).Message;
    }

    private static HqTransformerOptions Options(int epochs) => new()
    {
        Width = 32,
        Layers = 1,
        HeadLayers = 1,
        Heads = 2,
        Embedding = PyramidEmbedding.Addition,
        Epochs = epochs,
        BatchSize = 8,
        WarmupSteps = 10,
        LearningRate = 5e-3,
        WeightDecay = 0.01,
        ClipGradientNorm = 1,
    };

    private static string Train(HqTransformerOptions options)
    {
        using var prior = (ITrainablePrior)options.Create(PriorContext.Of(Layout, 2));
        PriorTraining.Fit(prior, Set, options);
        return ModelWeights.Hash(prior.Module);
    }

    private static double Entropy(torch.Tensor probabilities)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return -(probabilities * (probabilities + 1e-10).log()).sum(-1).mean().item<float>();
    }

    private static CodeSet MakeSet(int count)
    {
        var random = new Random(11);
        var codes = new int[count * Layout.TotalCodes];
        var classes = new int[count];
        for (int i = 0; i < count; i++)
        {
            classes[i] = i % 2;
            Span<int> row = codes.AsSpan(i * Layout.TotalCodes, Layout.TotalCodes);
            for (int top = 0; top < 4; top++)
                row[top] = 2 * random.Next(4) + classes[i];
            for (int bottom = 0; bottom < 16; bottom++)
                row[4 + bottom] = row[bottom / 8 * 2 + bottom % 4 / 2];
        }
        return new CodeSet(Layout, codes, classes);
    }
}
