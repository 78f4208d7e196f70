using HierVQ.Trainers;
using Microsoft.ML;
using TorchSharp;

namespace HierVQ.Tests;

[TestClass]
public sealed class LeakTests
{
    [TestMethod]
    public void TrainingScoringAndSamplingLeaveNothingBehind()
    {
        IDataView codes = Codes.Of(8), holes = Codes.WithHoles(4, 4, codes);
        long after = 0;
        for (int round = 0; round < 3; round++)
        {
            using (HierPriorTransformer prior = Codes.ML.HierTrainers().HierTransformer("Codes", "Label", TinyModels.Prior()).Fit(codes))
            {
                Rows.Read(prior.Transform(codes), "Score", "CodeScores");
                using HierSampleTransformer sampler = Codes.ML.Transforms.HierSample("Codes", "Codes", prior, "Label").Fit(holes);
                Rows.Read(sampler.Transform(holes), "Codes");
            }
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (round > 0)
                Assert.AreEqual(after, live);
            after = live;
        }
    }
}
