using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

[TestClass]
public class CheckpointTests
{
    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hiervq-checkpoint-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    private string CheckpointFile => Path.Combine(_folder, "regression.checkpoint.safetensors");

    [TestMethod]
    [DataRow(1)]
    [DataRow(26)]
    [DataRow(46)]
    public void ACancelledTrainingGoesOnBitForBit(int cancelAt)
    {
        float[] uninterrupted = TrainingLoopTests.Train(new RegressionStage(), Options());
        using var source = new CancellationTokenSource();
        TrainingOptions options = Options(_folder);
        options.CancellationToken = source.Token;
        var cancelled = new RegressionStage { BeforeStep = step => { if (step == cancelAt) source.Cancel(); } };
        Assert.ThrowsExactly<OperationCanceledException>(() => TrainingLoopTests.Train(cancelled, options));

        var steps = new List<long>();
        float[] resumed = TrainingLoopTests.Train(new RegressionStage { BeforeStep = steps.Add }, Options(_folder));

        CollectionAssert.AreEqual(uninterrupted, resumed);
        Assert.AreEqual(cancelAt + 1, steps[0], "It goes on with the step after the last one.");
    }

    [TestMethod]
    public void ATrainingKilledBetweenCheckpointsGoesOnBitForBit()
    {
        float[] uninterrupted = TrainingLoopTests.Train(new RegressionStage(), Options());
        // What a kill leaves: the last checkpoint, and one that was being written.
        byte[]? checkpoint = null;
        TrainingOptions options = Options(_folder);
        options.MetricsCallback = report => checkpoint = report.Step == 32 ? File.ReadAllBytes(CheckpointFile) : checkpoint;
        TrainingLoopTests.Train(new RegressionStage(), options);
        File.WriteAllBytes(CheckpointFile, checkpoint!);
        File.WriteAllBytes(CheckpointFile + ".unfinished", checkpoint![..100]);

        var steps = new List<long>();
        float[] resumed = TrainingLoopTests.Train(new RegressionStage { BeforeStep = steps.Add }, Options(_folder));

        CollectionAssert.AreEqual(uninterrupted, resumed);
        Assert.AreEqual(28, steps[0]);
    }

    [TestMethod]
    public void AFinishedTrainingIsTakenAsItIs()
    {
        float[] trained = TrainingLoopTests.Train(new RegressionStage(), Options(_folder));

        float[] again = TrainingLoopTests.Train(new RegressionStage { BeforeStep = _ => Assert.Fail("a step was taken") }, Options(_folder));

        CollectionAssert.AreEqual(trained, again);
    }

    [TestMethod]
    public void OtherOptionsAreRefusedByName()
    {
        TrainingLoopTests.Train(new RegressionStage(), Options(_folder));
        TrainingOptions options = Options(_folder);
        options.LearningRate = 0.25;

        InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => TrainingLoopTests.Train(new RegressionStage(), options));

        StringAssert.Contains(e.Message, "the option LearningRate is 0.1 there and 0.25 here");
        StringAssert.Contains(e.Message, CheckpointFile);
    }

    [TestMethod]
    public void ARefusedCheckpointLeavesNothingBehind()
    {
        TrainingLoopTests.Train(new RegressionStage(), Options(_folder));
        TrainingOptions options = Options(_folder);
        options.LearningRate = 0.25;
        using var stage = new RegressionStage { CriticNetwork = new() };
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.ThrowsExactly<InvalidOperationException>(() => new TrainingLoop(stage, options, progress: null));

        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void OtherDataIsRefused()
    {
        TrainingLoopTests.Train(new RegressionStage(), Options(_folder));

        InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => TrainingLoopTests.Train(new RegressionStage { Data = "other" }, Options(_folder)));

        StringAssert.Contains(e.Message, "other data");
    }

    [TestMethod]
    public void ADamagedCheckpointIsNamed()
    {
        TrainingLoopTests.Train(new RegressionStage(), Options(_folder));
        byte[] bytes = File.ReadAllBytes(CheckpointFile);
        File.WriteAllBytes(CheckpointFile, bytes[..^7]);

        SafeTensorsException e = Assert.ThrowsExactly<SafeTensorsException>(() => TrainingLoopTests.Train(new RegressionStage(), Options(_folder)));

        StringAssert.Contains(e.Message, CheckpointFile);
    }

    [TestMethod]
    public void ADivergedTrainingKeepsItsLastGoodCheckpoint()
    {
        TrainingOptions options = Options(_folder);
        var e = Assert.ThrowsExactly<TrainingDivergedException>(() => TrainingLoopTests.Train(new RegressionStage { NaNStep = 30 }, options));

        var steps = new List<long>();
        TrainingLoopTests.Train(new RegressionStage { BeforeStep = steps.Add }, Options(_folder));

        Assert.AreEqual(CheckpointFile, e.Checkpoint);
        Assert.AreEqual(28, e.LastGoodStep);
        Assert.AreEqual(28, steps[0]);
    }

    // Twelve epochs of four steps, a checkpoint at every report.
    private static HqTransformerOptions Options(string? folder = null)
    {
        HqTransformerOptions options = TrainingLoopTests.Options(epochs: 12);
        options.WeightAverageDecay = 0.9;
        options.CheckpointFolder = folder;
        options.CheckpointInterval = TimeSpan.Zero;
        return options;
    }
}
