using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class LeakTests
{
    [TestMethod]
    public void TrainingHoldsNothingOverAThousandSteps()
    {
        using Sequential network = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 4));
        using AdamW adam = optim.AdamW(network.parameters(), lr: 1e-3);
        using Tensor input = randn(4, 8), target = tensor(new long[] { 0, 1, 2, 3 });
        Step(network, adam, input, target);
        DisposeScopeManager.Statistics.Reset();
        for (int step = 0; step < 1000; step++)
            Step(network, adam, input, target);
        Assert.AreEqual(0L, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void IndexingAndAttentionHoldNothing()
    {
        using Tensor table = arange(12, dtype: ScalarType.Float32).reshape(1, 1, 3, 4), picks = tensor(new long[] { 0, 2 }), value = tensor(1f);
        DisposeScopeManager.Statistics.Reset();
        for (int step = 0; step < 100; step++)
        {
            using Tensor read = table[0, 0, TensorIndex.Tensor(picks), 1..3];
            using Tensor attention = nn.functional.scaled_dot_product_attention(table, table, table, is_casual: true);
            using Tensor unit = nn.functional.normalize(table);
            table[0, 0, 0, 0] = value;
            table.index_put_(value, 0, 0, 1, 1);
        }
        Assert.AreEqual(0L, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void ModulesAndOptimizersGiveEverythingBack()
    {
        DisposeScopeManager.Statistics.Reset();
        using (NewDisposeScope())
        {
            using Conv2d convolution = nn.Conv2d(1, 2, 3);
            using Adam adam = optim.Adam(convolution.parameters(), amsgrad: true);
            convolution.call(ones(1, 1, 3, 3)).sum().backward();
            adam.step();
        }
        Assert.AreEqual(0L, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Step(Sequential network, AdamW adam, Tensor input, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        adam.zero_grad();
        Tensor loss = nn.functional.cross_entropy(network.call(input), target);
        loss.backward();
        nn.utils.clip_grad_norm_(network.parameters(), 1);
        adam.step();
    }
}
