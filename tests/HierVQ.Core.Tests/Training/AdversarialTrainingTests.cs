using HierVQ.Images;
using HierVQ.Serialization;
using HierVQ.Tests.Fixtures;
using HierVQ.Tests.Losses;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

[TestClass]
public class AdversarialTrainingTests
{
    private static readonly PixelStore Pictures = TokenizerTrainingTests.MakePictures(24, size: 16);

    [TestMethod]
    public void TheDiscriminatorLearnsBesideAndEveryTermIsReported()
    {
        var reports = new List<TrainingProgress>();
        HqVaeOptions options = Options(epochs: 12);
        options.Perceptual = new PerceptualLossOptions { WeightsFile = WeightsFile() };
        options.MetricsCallback = reports.Add;

        Train(options);

        File.Delete(options.Perceptual.WeightsFile);
        CollectionAssert.AreEqual(
            (string[])["rec_loss", "p_loss", "nll_loss", "quant_loss", "g_loss", "d_weight", "disc_loss", "logits_real", "logits_fake"],
            reports[^1].Terms.Keys.ToArray());
        Assert.IsLessThan(reports[0].Terms["nll_loss"], reports[^1].Terms["nll_loss"]);
        // It tells them apart: by chance its hinge loss is 1.
        Assert.IsLessThan(0.97, reports.Min(report => report.Terms["disc_loss"]));
        Assert.IsTrue(reports.All(report => report.Terms["d_weight"] is > 0 and < 1e4));
        Assert.AreEqual(reports[^1].Loss, Total(reports[^1]), 0.2 * reports[^1].Loss);
        Assert.IsTrue(reports.All(report => report.Warnings.IsEmpty));
    }

    // Everything that a discriminator can bring into a checkpoint: weights, moments, running statistics, and when it began.
    [TestMethod]
    [DataRow(DiscriminatorNorm.Batch, DiscriminatorPass.Fresh, 1)]
    [DataRow(DiscriminatorNorm.ActNorm, DiscriminatorPass.Same, 2)]
    public void AnInterruptedTrainingEndsWithTheSameWeights(DiscriminatorNorm norm, DiscriminatorPass pass, int parts)
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-adversarial-").FullName;
        try
        {
            string uninterrupted = Train(Interruptible(epochs: 6));
            using var source = new CancellationTokenSource();
            HqVaeOptions options = Interruptible(epochs: 6);
            options.CheckpointFolder = folder;
            options.CancellationToken = source.Token;
            options.MetricsCallback = report => { if (report.Epoch == 3) source.Cancel(); };
            Assert.ThrowsExactly<OperationCanceledException>(() => Train(options));

            var epochs = new List<int>();
            HqVaeOptions again = Interruptible(epochs: 6);
            again.CheckpointFolder = folder;
            again.MetricsCallback = report => epochs.Add(report.Epoch);

            Assert.AreEqual(uninterrupted, Train(again));
            CollectionAssert.AreEqual((int[])[4, 5, 6], epochs);
            using SafeTensorsReader reader = SafeTensorsReader.Open(Path.Combine(folder, "tokenizer.checkpoint.safetensors"));
            Assert.IsTrue(reader.Entries.Any(entry => entry.Name == "critic/main.0.weight"));
            Assert.IsTrue(reader.Entries.Any(entry => entry.Name == "criticOptimizer/main.0.weight.square"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        HqVaeOptions Interruptible(int epochs)
        {
            HqVaeOptions options = Options(epochs);
            options.AccumulateSteps = parts;
            options.Dropout = 0.1;
            (options.Adversarial!.Norm, options.Adversarial.Pass, options.Adversarial.StartStep) = (norm, pass, 4);
            return options;
        }
    }

    [TestMethod]
    public void PartsOfABatchGiveTheWholeBatchsGradients()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        HqVaeOptions options = Options(epochs: 1);
        // Each part has an adaptive weight of its own.
        options.Adversarial!.Adaptive = false;
        // Learns by gradients, not once a part.
        options.Quantizer = new GradientQuantizerOptions();
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);
        using var stage = new TokenizerStage(tokenizer, Pictures, options);
        using TrainedNetwork network = new(stage.Module, stage.Optimizer, []), critic = new(stage.Critic!, stage.Optimizer, []);

        Dictionary<string, torch.Tensor> whole = Gradients(8), parts = Gradients(3);

        Assert.IsGreaterThan(60, whole.Count);
        foreach ((string name, torch.Tensor gradient) in whole)
            Assert.IsLessThan(1e-4f * gradient.norm().item<float>() + 1e-6f, (gradient - parts[name]).norm().item<float>(), name);

        Dictionary<string, torch.Tensor> Gradients(int size)
        {
            stage.BeginStep(Enumerable.Range(0, 8).ToArray(), new TrainingMoment(0, 10, 10));
            for (int start = 0; start < 8; start += size)
                network.Backward(stage.Loss(start, Math.Min(size, 8 - start)), Math.Min(size, 8 - start), 8);
            for (int start = 0; start < 8; start += size)
                critic.Backward(stage.CriticLoss(start, Math.Min(size, 8 - start))!, Math.Min(size, 8 - start), 8);
            var gradients = stage.Module.named_parameters().Concat(stage.Critic!.named_parameters()).ToDictionary(named => named.name, named => named.parameter.grad!.clone());
            stage.Module.zero_grad();
            stage.Critic!.zero_grad();
            return gradients;
        }
    }

    [TestMethod]
    public void StepsLeaveNothingBehind()
    {
        var live = new List<long>();
        HqVaeOptions options = Options(epochs: 8);
        options.AccumulateSteps = 2;
        options.MetricsCallback = _ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        TokenizerTraining.Fit(tokenizer, Pictures, options);

        Assert.AreEqual(live[2], live[^1]);
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void WhatIsAmissIsSaidBeforeTheFirstStep()
    {
        var said = new List<string>();
        var reports = new List<TrainingProgress>();
        HqVaeOptions options = Options(epochs: 1);
        options.Perceptual = new PerceptualLossOptions();
        options.CodebookSize = new[] { 1024, 16 };
        options.WarningCallback = said.Add;
        options.MetricsCallback = reports.Add;

        Train(options);

        Assert.HasCount(2, said);
        StringAssert.Contains(said[0], "Perceptual.WeightsFile");
        StringAssert.Contains(said[1], "at most 384 codes can be in use");
        CollectionAssert.AreEqual(said, reports[0].Warnings);
    }

    [TestMethod]
    public void BadLossOptionsAreRefusedByName()
    {
        HqVaeOptions options = Options(epochs: 1);
        options.Adversarial!.Layers = 4;
        StringAssert.Contains(Refused(options), "Adversarial.Layers is 4; a discriminator of so many layers needs images of at least 48 pixels, and ImageSize is 16.");
        options.Adversarial.Layers = 2;
        options.Adversarial.Norm = DiscriminatorNorm.Group;
        options.Adversarial.Channels = 24;
        StringAssert.Contains(Refused(options), "Adversarial.Channels is 24");
        options.Adversarial = null;
        options.Perceptual = new PerceptualLossOptions { Weight = -1 };
        StringAssert.Contains(Refused(options), "Perceptual.Weight is -1");
        options.Perceptual.Weight = 1;
        options.Perceptual.WeightsFile = Path.Combine(Path.GetTempPath(), "no-such-file.safetensors");
        Assert.ThrowsExactly<FileNotFoundException>(options.ValidateForTraining);
        options.Perceptual.WeightsFile = WeightsFile();
        options.Validate();
        options.ImageSize = 8;
        StringAssert.Contains(Refused(options), "ImageSize is 8");
        File.Delete(options.Perceptual.WeightsFile);
    }

    private static string Refused(HqVaeOptions options) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.ValidateForTraining).Message;

    private static double Total(TrainingProgress report) =>
        report.Terms["nll_loss"] + report.Terms["quant_loss"] + report.Terms["d_weight"] * report.Terms["g_loss"];

    private static HqVaeOptions Options(int epochs) => new()
    {
        ImageSize = 16,
        ChannelMultipliers = [1],
        LatentChannels = 32,
        EmbeddingSize = 4,
        CodebookSize = 16,
        Attention = false,
        Epochs = epochs,
        BatchSize = 8,
        WarmupSteps = 2,
        LearningRate = 3e-3,
        FlipProbability = 0.5,
        Adversarial = new AdversarialLossOptions { Layers = 2, Channels = 16, Norm = DiscriminatorNorm.Group },
    };

    private static string Train(HqVaeOptions options)
    {
        using var tokenizer = (ITrainableTokenizer)options.Create(torch.CPU);
        TokenizerTraining.Fit(tokenizer, Pictures, options);
        return ModelWeights.Hash(tokenizer.Module);
    }

    private static string WeightsFile()
    {
        using Fixture fixture = Fixture.Load("vqgan");
        return LossFixture.WriteLpips(fixture, "loss.perceptual_loss.");
    }
}
