using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

[TestClass]
public class TrainingLoopTests
{
    [TestMethod]
    public void TheLossFallsToTheNoise()
    {
        var reports = new List<TrainingProgress>();
        HqTransformerOptions options = Options(epochs: 120);
        options.MetricsCallback = reports.Add;

        Train(new RegressionStage(), options);

        Assert.IsGreaterThan(50, reports[0].Loss);
        Assert.IsLessThan(0.05, reports[^1].Loss);
    }

    [TestMethod]
    public void ReportsCountStepsEpochsAndTime()
    {
        var reports = new List<TrainingProgress>();
        HqTransformerOptions options = Options(epochs: 12);
        options.MetricsCallback = reports.Add;

        Train(new RegressionStage(), options);

        // 36 training rows in batches of 8 are four whole batches.
        TrainingProgress[] ends = [.. reports.Where(report => report.EndOfEpoch)];
        Assert.HasCount(12, ends);
        Assert.AreEqual(48, reports[^1].Step);
        Assert.AreEqual(48, reports[^1].Steps);
        Assert.AreEqual(12, reports[^1].Epoch);
        Assert.AreEqual(TimeSpan.Zero, reports[^1].Remaining);
        Assert.Contains(report => report.Step == 25 && !report.EndOfEpoch, reports);
        Assert.IsTrue(ends.All(report => report.Validation is > 0));
        Assert.IsTrue(reports.All(report => report.ImagesPerSecond > 0 && report.Elapsed > TimeSpan.Zero));
        // Four warm-up steps: the rate of step 3, counted from 0, is three quarters of the peak.
        Assert.AreEqual(0.75 * options.LearningRate, ends[0].LearningRate, 1e-9);
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameWeights()
    {
        float[] first = Train(new RegressionStage(), Options(epochs: 5));

        CollectionAssert.AreEqual(first, Train(new RegressionStage(), Options(epochs: 5)));
        CollectionAssert.AreNotEqual(first, Train(new RegressionStage(), Options(epochs: 5, seed: 2)));
    }

    [TestMethod]
    public void TheBestHeldOutWeightsAreKept()
    {
        var reports = new List<TrainingProgress>();
        HqTransformerOptions options = Options(epochs: 30);
        // A rate at which the loss goes up and down.
        options.LearningRate = options.MinLearningRate = 1.5;
        options.MetricsCallback = reports.Add;
        using var stage = new RegressionStage();
        using var loop = new TrainingLoop(stage, options, progress: null);

        loop.Run();

        double best = reports.Where(report => report.EndOfEpoch).Min(report => report.Validation!.Value);
        int[] heldOut = RowOrder.Split(stage.Count, options.ValidationFraction, options.Seed).HeldOut;
        Assert.AreEqual(best, stage.Validate(heldOut));
        Assert.AreNotEqual(best, reports[^1].Validation!.Value);
    }

    [TestMethod]
    public void EarlyStoppingWaitsAsLongAsItIsTold()
    {
        var reports = new List<TrainingProgress>();
        HqTransformerOptions options = Options(epochs: 400);
        options.LearningRate = options.MinLearningRate = 1.5;
        options.EarlyStoppingEpochs = 5;
        options.MetricsCallback = reports.Add;

        Train(new RegressionStage(), options);

        TrainingProgress[] ends = [.. reports.Where(report => report.EndOfEpoch)];
        int best = ends.Index().MinBy(end => end.Item.Validation).Index;
        Assert.HasCount(best + 1 + 5, ends);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(8)]
    public void PartsOfABatchAddUpToIt(int parts)
    {
        HqTransformerOptions options = Options(epochs: 5);
        float[] whole = Train(new RegressionStage(), options);
        options.AccumulateSteps = parts;

        float[] inParts = Train(new RegressionStage(), options);

        for (int i = 0; i < whole.Length; i++)
            Assert.AreEqual(whole[i], inParts[i], 1e-4f);
    }

    [TestMethod]
    public void MorePartsThanABatchHasRowsAreRefused()
    {
        HqTransformerOptions options = Options(epochs: 1);
        options.AccumulateSteps = 9;

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate).Message, "AccumulateSteps is 9; it must be from 1 to 8");
    }

    [TestMethod]
    public void AveragedWeightsAreWhatIsLeft()
    {
        HqTransformerOptions options = Options(epochs: 5);
        float[] last = Train(new RegressionStage(), options);
        options.WeightAverageDecay = 0.9;

        float[] averaged = Train(new RegressionStage(), options);

        // The largest coefficient rises from 0 towards 6 all the while: an average lags behind.
        Assert.IsLessThan(last[5], averaged[5]);
        Assert.IsGreaterThan(0, averaged[5]);
    }

    [TestMethod]
    public void ALossThatIsNotANumberGivesTheLastGoodWeightsBack()
    {
        HqTransformerOptions options = Options(epochs: 20);
        options.ValidationFraction = 0;
        options.BatchSize = 2;
        float[]? good = null;
        using var stage = new RegressionStage { NaNStep = 30, BeforeStep = step => _ = step };
        options.MetricsCallback = report => good = report.Step <= 25 ? Weights(stage) : good;
        using var loop = new TrainingLoop(stage, options, progress: null);

        TrainingDivergedException e = Assert.ThrowsExactly<TrainingDivergedException>(loop.Run);

        Assert.AreEqual("regression", e.Stage);
        Assert.AreEqual(25, e.LastGoodStep);
        Assert.AreEqual(40, e.Step);
        StringAssert.Contains(e.Message, "LearningRate");
        CollectionAssert.AreEqual(good, Weights(stage));
    }

    [TestMethod]
    public void ACriticsLossThatIsNotANumberIsNoticedToo()
    {
        HqTransformerOptions options = Options(epochs: 20);
        float[]? good = null, goodCritic = null;
        using var stage = new RegressionStage { CriticNetwork = new(), CriticNaNStep = 30 };
        options.MetricsCallback = report =>
        {
            if (report.Step == 28)
                (good, goodCritic) = (Weights(stage.Network), Weights(stage.CriticNetwork));
        };
        using var loop = new TrainingLoop(stage, options, progress: null);

        TrainingDivergedException e = Assert.ThrowsExactly<TrainingDivergedException>(loop.Run);

        Assert.AreEqual(28, e.LastGoodStep);
        CollectionAssert.AreEqual(good, Weights(stage.Network));
        CollectionAssert.AreEqual(goodCritic, Weights(stage.CriticNetwork));
    }

    [TestMethod]
    public void TheTimeLimitEndsTraining()
    {
        HqTransformerOptions options = Options(epochs: 1_000_000);
        options.TimeLimit = TimeSpan.FromMilliseconds(200);
        TrainingProgress? last = null;
        options.MetricsCallback = report => last = report;

        Train(new RegressionStage(), options);

        Assert.IsNotNull(last);
        Assert.IsLessThan(last.Steps, last.Step);
        Assert.IsTrue(last.EndOfEpoch);
        Assert.IsNotNull(last.Validation);
        Assert.IsLessThanOrEqualTo(options.TimeLimit.Value, last.Remaining);
    }

    [TestMethod]
    public void StepsLeaveNothingBehind()
    {
        HqTransformerOptions options = Options(epochs: 30);
        options.WeightAverageDecay = 0.99;
        var live = new List<long>();
        options.MetricsCallback = report =>
        {
            if (report.EndOfEpoch && report.Epoch > 2)
                live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        };
        using var stage = new RegressionStage();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using (var loop = new TrainingLoop(stage, options, progress: null))
            loop.Run();

        Assert.AreEqual(live[0], live[^1]);
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void FewerRowsThanABatchAreOneBatch()
    {
        TrainingProgress? last = null;
        HqTransformerOptions options = Options(epochs: 3);
        options.MetricsCallback = report => last = report;

        Train(new RegressionStage(count: 5), options);

        Assert.AreEqual(3, last!.Steps);
    }

    [TestMethod]
    public void BadOptionsAreRefusedBeforeAnyStep()
    {
        HqTransformerOptions options = Options(epochs: 1);
        options.LearningRate = -1;
        using var stage = new RegressionStage { BeforeStep = _ => Assert.Fail("a step was taken") };

        ArgumentOutOfRangeException e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TrainingLoop(stage, options, progress: null));

        StringAssert.Contains(e.Message, "LearningRate is -1");
    }

    internal static HqTransformerOptions Options(int epochs, int seed = 1) => new()
    {
        Epochs = epochs,
        BatchSize = 8,
        LearningRate = 0.1,
        WarmupSteps = 4,
        ValidationFraction = 0.1,
        Seed = seed,
    };

    internal static float[] Train(RegressionStage stage, TrainingOptions options)
    {
        using (stage)
        using (var loop = new TrainingLoop(stage, options, progress: null))
        {
            loop.Run();
            return Weights(stage);
        }
    }

    internal static float[] Weights(RegressionStage stage) => Weights(stage.Network);

    private static float[] Weights(RegressionStage.Model network)
    {
        using torch.Tensor weight = network.weight.detach(), bias = network.bias.detach();
        return [.. weight.data<float>().ToArray(), .. bias.data<float>().ToArray()];
    }
}
