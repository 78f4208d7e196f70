using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using HierVQ.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Layers.PixelSnail;

[TestClass]
public sealed class PixelSnailNetworkTests
{
    private static PixelSnailShape Small => new()
    {
        Height = 4,
        Width = 5,
        InputChannels = 3,
        OutputChannels = 7,
        Channels = 16,
        KernelSize = 3,
        Blocks = 2,
        ResidualBlocks = 1,
        ResidualChannels = 12,
        Heads = 4,
        OutputBlocks = 1,
        ConditionChannels = 6,
    };

    [TestMethod]
    [DataRow(true, 3)]
    [DataRow(false, 5)]
    public void A_position_sees_only_what_comes_before_it_and_with_attention_the_last_sees_all(bool attention, int kernel)
    {
        using DisposeScope scope = NewDisposeScope();
        PixelSnailShape shape = Small with { Attention = attention, KernelSize = kernel };
        using PixelSnailNetwork network = Make(shape);
        Tensor input = Numbers([1, 3, 4, 5], 1), condition = Numbers([1, 6, 4, 5], 2);
        float[] before = Positions(network.Run(input, condition));
        int positions = shape.Height * shape.Width;
        for (int changed = 0; changed < positions; changed++)
        {
            Tensor other = input.clone();
            other.narrow(2, changed / shape.Width, 1).narrow(3, changed % shape.Width, 1).add_(1);
            float[] after = Positions(network.Run(other, condition));
            for (int seen = 0; seen < positions; seen++)
            {
                bool same = before.AsSpan(seen * 7, 7).SequenceEqual(after.AsSpan(seen * 7, 7));
                if (seen <= changed)
                    Assert.IsTrue(same, $"Position {seen} sees position {changed}.");
                else if (attention && seen == positions - 1)
                    Assert.IsFalse(same, $"The last position does not see position {changed}.");
            }
        }
    }

    [TestMethod]
    public void The_first_rows_come_out_the_same_without_the_others()
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(Small);
        Tensor input = Numbers([2, 3, 4, 5], 1), condition = Numbers([2, 6, 4, 5], 2);
        Tensor whole = network.Run(input, condition).narrow(2, 0, 2), part = network.Run(input.narrow(2, 0, 2), condition);
        Assert.IsTrue(allclose(whole, part, 1e-5, 1e-6));
    }

    [TestMethod]
    public void A_condition_may_be_one_vector_for_all_positions()
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(Small);
        Tensor input = Numbers([2, 3, 4, 5], 1), vector = Numbers([2, 6, 1, 1], 2);
        Tensor spread = network.Run(input, vector.expand(2, 6, 4, 5).contiguous());
        Assert.IsTrue(allclose(spread, network.Run(input, vector), 1e-5, 1e-6));
        Assert.IsFalse(allclose(spread, network.Run(input), 1e-3, 1e-3));
    }

    [TestMethod]
    public void A_pass_leaves_the_stored_weights_alone_and_hidden_taps_begin_at_zero()
    {
        using DisposeScope scope = NewDisposeScope();
        using var init = new Generator(3);
        using CausalConv2d layer = CausalConv2d.Before(2, 4, 3, new LayerContext(CPU, init));
        Parameter direction = layer.named_parameters().Single(pair => pair.name == "conv.conv.weight_v").parameter;
        Tensor hidden = direction.narrow(2, 2, 1).narrow(3, 1, 2);
        Assert.AreEqual(0, hidden.abs().sum().item<float>());
        Tensor input = Numbers([1, 2, 4, 5], 1), before = layer.call(input);
        using (no_grad())
            hidden.fill_(5);
        string stored = ModelWeights.Hash(layer);
        CollectionAssert.AreEqual(before.data<float>().ToArray(), layer.call(input).data<float>().ToArray());
        Assert.AreEqual(stored, ModelWeights.Hash(layer));
    }

    [TestMethod]
    public void Weights_begin_as_long_as_their_directions()
    {
        using DisposeScope scope = NewDisposeScope();
        using var init = new Generator(3);
        using var layer = new WeightNormConv2d(3, 4, 3, new LayerContext(CPU, init));
        Parameter direction = layer.named_parameters().Single(pair => pair.name == "conv.weight_v").parameter;
        Assert.IsTrue(allclose(direction, layer.Kernels(), 1e-5, 1e-6));
        using (no_grad())
            direction.mul_(3);
        Assert.IsFalse(allclose(direction, layer.Kernels(), 1e-5, 1e-6));
        Assert.IsTrue(allclose(direction.div(3), layer.Kernels(), 1e-5, 1e-6));
    }

    [TestMethod]
    public void It_learns_a_sequence_by_heart()
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(Small with { InputChannels = 7, ConditionChannels = 0 });
        Tensor codes = arange(20).mul(3).remainder(7).view(1, 4, 5).expand(2, 4, 5).contiguous();
        Tensor input = nn.functional.one_hot(codes, 7).permute(0, 3, 1, 2).to(ScalarType.Float32).contiguous();
        using var optimizer = optim.Adam(network.parameters(), 1e-2);
        network.train();
        float first = 0, last = 0;
        for (int step = 0; step < 30; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            optimizer.zero_grad();
            Tensor loss = nn.functional.cross_entropy(network.Run(input), codes);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            first = step == 0 ? last : first;
        }
        Assert.IsLessThan(0.1f * first, last, $"from {first} to {last}");
    }

    [TestMethod]
    public void The_generator_alone_decides_the_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] before = get_rng_state().bytes.ToArray();
        using PixelSnailNetwork one = Make(Small), same = Make(Small), different = Make(Small, seed: 8);
        Assert.AreEqual(ModelWeights.Hash(one), ModelWeights.Hash(same));
        Assert.AreNotEqual(ModelWeights.Hash(one), ModelWeights.Hash(different));
        CollectionAssert.AreEqual(before, get_rng_state().bytes.ToArray());
    }

    [TestMethod]
    public void Shapes_that_cannot_be_are_refused_by_name()
    {
        foreach ((PixelSnailShape shape, string name) in ((PixelSnailShape, string)[])[
            (Small with { KernelSize = 4 }, "KernelSize"), (Small with { KernelSize = 1 }, "KernelSize"), (Small with { Channels = 12 }, "Channels"),
            (Small with { Heads = 0 }, "Heads"), (Small with { Blocks = 0 }, "Blocks"), (Small with { ResidualBlocks = 0 }, "ResidualBlocks"), (Small with { OutputChannels = 0 }, "OutputChannels")])
        {
            Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Make(shape)).ParamName);
        }
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(Small);
        Assert.ThrowsExactly<ArgumentException>(() => network.Run(zeros(1, 3, 5, 5)));
        Assert.ThrowsExactly<ArgumentException>(() => network.Run(zeros(1, 4, 4, 5)));
        Assert.ThrowsExactly<ArgumentException>(() => network.Run(zeros(1, 3, 4, 5), zeros(1, 5, 4, 5)));
    }

    [TestMethod]
    public void Nothing_leaks()
    {
        using Tensor input = Numbers([2, 3, 4, 5], 1), condition = Numbers([2, 6, 4, 5], 2);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (PixelSnailNetwork network = Make(Small))
        {
            Step(network);
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int step = 0; step < 3; step++)
                Step(network);
            Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "a pass leaks");
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "the network leaks");

        void Step(PixelSnailNetwork network)
        {
            using Tensor output = network.Run(input, condition), loss = output.mean();
            loss.backward();
        }
    }

    private static PixelSnailNetwork Make(PixelSnailShape shape, ulong seed = 7)
    {
        using var init = new Generator(seed);
        return new PixelSnailNetwork(shape, new LayerContext(CPU, init));
    }

    private static Tensor Numbers(long[] shape, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn(shape, generator: generator);
    }

    // Position by position, its channels together.
    private static float[] Positions(Tensor map) => map.detach().permute(0, 2, 3, 1).contiguous().data<float>().ToArray();
}
