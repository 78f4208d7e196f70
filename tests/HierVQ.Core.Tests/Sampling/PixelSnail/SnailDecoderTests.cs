using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using HierVQ.Sampling.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling.PixelSnail;

[TestClass]
public sealed unsafe class SnailDecoderTests
{
    private const int Positions = 20;

    [TestMethod]
    [DataRow(true, true, 3)]
    [DataRow(true, false, 5)]
    [DataRow(false, true, 5)]
    [DataRow(false, false, 3)]
    public void Position_by_position_gives_what_a_whole_pass_gives(bool attention, bool conditioned, int kernel)
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(attention, conditioned, kernel);
        (Tensor input, Tensor condition) = Inputs(3);
        Tensor whole = network.Run(input, conditioned ? condition : null);
        foreach (LinearKernel products in (LinearKernel[])[LinearKernel.Best, new VectorLinearKernel()])
        {
            float[] drawn = Run(network, input, conditioned ? condition : null, products);
            Assert.IsTrue(allclose(whole.flatten(2).permute(2, 0, 1), tensor(drawn, [Positions, 3, 7]), 1e-4, 1e-5));
        }
    }

    [TestMethod]
    public void A_row_gives_the_same_bits_in_any_company()
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(attention: true, conditioned: true, kernel: 3);
        (Tensor input, Tensor condition) = Inputs(7);
        float[] together = Run(network, input, condition, LinearKernel.Best);
        for (int row = 0; row < 7; row++)
        {
            float[] alone = Run(network, input.narrow(0, row, 1), condition.narrow(0, row, 1), LinearKernel.Best);
            for (int position = 0; position < Positions; position++)
                CollectionAssert.AreEqual(alone[(position * 7)..((position + 1) * 7)], together[(((position * 7) + row) * 7)..(((position * 7) + row + 1) * 7)]);
        }
    }

    [TestMethod]
    public void One_vector_conditions_every_position()
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(attention: false, conditioned: true, kernel: 3);
        (Tensor input, Tensor condition) = Inputs(2);
        Tensor vector = condition.narrow(2, 0, 1).narrow(3, 0, 1);
        float[] drawn = Run(network, input, vector, LinearKernel.Best);
        Assert.IsTrue(allclose(network.Run(input, vector).flatten(2).permute(2, 0, 1), tensor(drawn, [Positions, 2, 7]), 1e-4, 1e-5));
    }

    [TestMethod]
    public void Codes_give_what_their_one_hot_map_gives()
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(attention: true, conditioned: false, kernel: 5);
        using var generator = new Generator(3);
        Tensor codes = randint(0, 3, [2, 4, 5], ScalarType.Int64, generator: generator);
        Tensor oneHot = nn.functional.one_hot(codes, 3).permute(0, 3, 1, 2).to(ScalarType.Float32);
        Tensor whole = network.Run(oneHot), ofCodes = network.RunCodes(codes);
        Assert.IsTrue(allclose(whole, ofCodes, 1e-4, 1e-5));
        var batch = new SnailBatch(2, 4, 5, LinearPacking.Best);
        using var before = new SnailCodeInput(network, batch);
        using var decoder = new SnailDecoder(network, batch, before, null);
        decoder.Begin();
        long[] given = codes.flatten().data<long>().ToArray();
        float[] outputs = new float[Positions * 2 * 7];
        fixed (float* taken = outputs)
        {
            for (int position = 0; position < Positions; position++)
            {
                decoder.Run(position, taken + (position * 2 * 7));
                for (int row = 0; row < 2; row++)
                    before.Put(row, position / 5, position % 5, (int)given[(row * Positions) + position]);
            }
        }
        Assert.IsTrue(allclose(whole.flatten(2).permute(2, 0, 1), tensor(outputs, [Positions, 2, 7]), 1e-4, 1e-5));
    }

    // (positions, N, outputs)
    private static float[] Run(PixelSnailNetwork network, Tensor input, Tensor? condition, LinearKernel kernel)
    {
        int count = (int)input.size(0);
        var batch = new SnailBatch(count + 2, 4, 5, new LinearPacking(kernel)) { Count = count }; // rows to spare change nothing
        using var before = new SnailMapInput(network, batch);
        using SnailCondition? told = condition is null ? null : new SnailCondition(count + 2, (int)(condition.size(2) * condition.size(3)), 6);
        for (int row = 0; row < count && condition is not null; row++)
            TensorFloats.Copy(condition[row].flatten(1).t()).CopyTo(told!.Row(row));
        using var decoder = new SnailDecoder(network, batch, before, told);
        float[] inputs = input.flatten(2).permute(2, 0, 1).contiguous().data<float>().ToArray(), outputs = new float[Positions * count * decoder.Outputs];
        fixed (float* given = inputs, taken = outputs)
        {
            for (int round = 0; round < 2; round++) // what the first has left behind changes nothing in the second
            {
                decoder.Begin();
                for (int position = 0; position < Positions; position++)
                {
                    decoder.Run(position, taken + (position * count * decoder.Outputs));
                    before.Put(position / 5, position % 5, given + (position * count * 3));
                }
            }
        }
        return outputs;
    }

    private static (Tensor Input, Tensor Condition) Inputs(int count)
    {
        using var generator = new Generator(5);
        return (randn([count, 3, 4, 5], generator: generator), randn([count, 6, 4, 5], generator: generator));
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
            ResidualChannels = 13,
            Heads = 4,
            Attention = attention,
            OutputBlocks = 1,
            ConditionChannels = conditioned ? 6 : 0,
        }, new LayerContext(CPU, init));
    }
}
