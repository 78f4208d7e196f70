using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>What the tests of every network do alike: learn a few pyramids by heart, and look for tensors left behind.</summary>
internal static class PriorTrials
{
    /// <summary>Learns pyramids by heart, until the loss is below a bound at which no code can have less than half of the probability, and draws them again.</summary>
    /// <param name="prior">Without dropout.</param>
    /// <param name="pyramids">The pyramids, flat.</param>
    /// <param name="conditions">A condition for each, flat.</param>
    /// <param name="bound">The bound.</param>
    /// <param name="rate">Adam's learning rate.</param>
    public static void LearnsByHeart(ITrainablePrior prior, int[] pyramids, int[] conditions, float bound, double rate = 5e-3)
    {
        int rows = pyramids.Length / prior.Layout.TotalCodes;
        Tensor codes = tensor([.. pyramids.Select(code => (long)code)], [rows, prior.Layout.TotalCodes]);
        Tensor told = tensor([.. conditions.Select(number => (long)number)], [rows, prior.Condition.Length]);
        using var adam = optim.Adam(prior.Module.parameters(), lr: rate);
        prior.Module.train();
        float last = float.PositiveInfinity;
        for (int step = 0; step < 500 && last > bound; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            adam.zero_grad();
            PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, told));
            loss.Total.backward();
            adam.step();
            last = loss.Total.item<float>();
        }
        Assert.IsLessThan(bound, last);
        prior.Module.eval();
        using ICodeSampler sampler = prior.CreateSampler(new SamplerOptions { MaxBatch = rows });
        int[] drawn = [.. Enumerable.Repeat(-1, pyramids.Length)];
        sampler.Sample(drawn, conditions, [.. Enumerable.Range(0, rows).Select(row => (ulong)row)], new SamplingOptions { TopK = 1 });
        CollectionAssert.AreEqual(pyramids, drawn);
    }

    /// <summary>A training step towards codes and one towards soft labels, and scores with and without condition, as often as it takes to see what is left behind.</summary>
    /// <param name="prior">With condition dropout.</param>
    /// <param name="codes">(N, total codes).</param>
    /// <param name="conditions">(N, length of the condition).</param>
    /// <param name="soft">Soft labels of each level.</param>
    /// <param name="beside">Done in each round too; null for nothing.</param>
    public static void StepsAndScoresLeaveNothing(ITrainablePrior prior, Tensor codes, Tensor conditions, Tensor[] soft, Action? beside = null)
    {
        prior.Module.train();
        LeavesNothing(() =>
        {
            foreach (Tensor[]? targets in (Tensor[]?[])[null, soft])
            {
                using PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, conditions, targets));
                loss.Total.backward();
                prior.Module.zero_grad();
            }
            prior.NegativeLogLikelihood(codes, conditions).Dispose();
            prior.NegativeLogLikelihood(codes, null).Dispose();
            beside?.Invoke();
        });
    }

    /// <summary>No round leaves a tensor behind that the first did not.</summary>
    public static void LeavesNothing(Action round)
    {
        round();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
            round();
        Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
