using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Layers.PixelSnail;

[TestClass]
public sealed class PixelSnailStepsTests
{
    [TestMethod]
    [DataRow(true, true, 3)]
    [DataRow(true, false, 5)]
    [DataRow(false, true, 5)]
    [DataRow(false, false, 3)]
    public void Position_by_position_gives_what_a_whole_pass_gives(bool attention, bool conditioned, int kernel)
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(attention, conditioned, kernel);
        using var generator = new Generator(5);
        Tensor input = randn([2, 3, 4, 5], generator: generator);
        Tensor? condition = conditioned ? randn([2, 6, 4, 5], generator: generator) : null;
        Tensor whole = network.Run(input, condition); // (2, 7, 4, 5)
        using var steps = new PixelSnailSteps(network, 3, ofCodes: false); // a map to spare changes nothing
        steps.Begin(2, condition);
        for (int position = 0; position < 20; position++)
        {
            Tensor expected = whole.flatten(2).select(2, position), actual = steps.At(position);
            Assert.IsTrue(allclose(expected, actual, 1e-4, 1e-5), $"position {position}: {expected.sub(actual).abs().max().item<float>()}");
            steps.Put(position, input.flatten(2).select(2, position));
        }
    }

    [TestMethod]
    public void One_vector_conditions_every_position()
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(attention: false, conditioned: true, kernel: 3);
        using var generator = new Generator(5);
        Tensor input = randn([2, 3, 4, 5], generator: generator), condition = randn([2, 6, 1, 1], generator: generator);
        Tensor whole = network.Run(input, condition);
        using var steps = new PixelSnailSteps(network, 3, ofCodes: false); // a map to spare changes nothing
        steps.Begin(2, condition);
        for (int position = 0; position < 20; position++)
        {
            Assert.IsTrue(allclose(whole.flatten(2).select(2, position), steps.At(position), 1e-4, 1e-5));
            steps.Put(position, input.flatten(2).select(2, position));
        }
    }

    [TestMethod]
    public void Nothing_leaks()
    {
        using PixelSnailNetwork network = Make(attention: true, conditioned: true, kernel: 3);
        using Tensor condition = zeros(2, 6, 4, 5), input = ones(2, 3);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        using (var steps = new PixelSnailSteps(network, 2, ofCodes: false))
        {
            steps.Begin(2, condition);
            long prepared = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int position = 0; position < 3; position++)
            {
                steps.At(position).Dispose();
                steps.Put(position, input);
            }
            Assert.AreEqual(prepared, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static PixelSnailNetwork Make(bool attention, bool conditioned, int kernel)
    {
        using var init = new Generator(7);
        return new PixelSnailNetwork(new PixelSnailShape
        {
            Height = 4,
            Width = 5,
            InputChannels = 3,
            OutputChannels = 7,
            Channels = 16,
            KernelSize = kernel,
            Blocks = 2,
            ResidualBlocks = 2,
            ResidualChannels = 12,
            Heads = 4,
            Attention = attention,
            OutputBlocks = 1,
            ConditionChannels = conditioned ? 6 : 0,
        }, new LayerContext(CPU, init));
    }
}
