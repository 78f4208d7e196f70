using HierVQ.Tests.Fixtures;
using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

[TestClass]
public class ScheduleTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void ItGivesTheRatesOfTheReference()
    {
        using Fixture fixture = Fixture.Load("lr_schedule");
        int Whole(string name) => fixture.Config.GetProperty(name).GetInt32();
        double Number(string name) => fixture.Config.GetProperty(name).GetDouble();
        double peak = Number("base_lr") * Number("multiplier");
        var schedule = new Schedule(peak, Number("min_lr"),
            (long)(Number("warmup_epoch") * Whole("steps_per_epoch")), (long)Whole("epochs") * Whole("steps_per_epoch"),
            // A warm-up that does not begin at zero begins at the rate before the multiplier.
            start: fixture.Config.GetProperty("start_from_zero").GetBoolean() ? 0 : Number("base_lr"),
            holdSteps: (long)(Number("buffer_epoch") * Whole("steps_per_epoch")));

        float[] expected = fixture["out/lr"].data<float>().ToArray();

        // Closer than the fixture's own tolerance, which is wider than the rates themselves.
        for (int step = 0; step < expected.Length; step++)
            Assert.AreEqual(expected[step], schedule[step], 1e-5 * peak, $"step {step}");
        fixture.AssertAllRead();
    }

    [TestMethod]
    public void ItRisesFromZeroAndFallsToItsMinimum()
    {
        var schedule = new Schedule(peak: 1, minimum: 0.1, warmupSteps: 10, steps: 110);

        Assert.AreEqual(0, schedule[0]);
        Assert.AreEqual(0.5, schedule[5], 1e-12);
        Assert.AreEqual(1, schedule[10], 1e-12);
        Assert.AreEqual(0.55, schedule[60], 1e-12);
        Assert.AreEqual(0.1, schedule[110], 1e-12);
    }

    [TestMethod]
    public void ItStaysAtThePeakAsLongAsItIsTold()
    {
        var schedule = new Schedule(peak: 1, minimum: 0.1, warmupSteps: 10, steps: 130, holdSteps: 20);

        Assert.AreEqual(0.9, schedule[9], 1e-12);
        Assert.IsTrue(Enumerable.Range(10, 21).All(step => schedule[step] == 1));
        Assert.AreEqual(0.55, schedule[80], 1e-12);
        Assert.AreEqual(0.1, schedule[130], 1e-12);
    }

    [TestMethod]
    public void AHoldLongerThanTheTrainingIsTheRestOfIt() => Assert.AreEqual(1, new Schedule(1, 0, 2, 10, holdSteps: 100)[9]);

    [TestMethod]
    public void WithoutWarmUpItBeginsAtThePeak() => Assert.AreEqual(1, new Schedule(1, 0, 0, 10)[0]);

    [TestMethod]
    public void AWarmUpLongerThanTheTrainingIsAllOfIt() => Assert.AreEqual(0.9, new Schedule(1, 0, 100, 10)[9], 1e-12);
}
