using HierVQ.Layers;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling.Kernels;

/// <summary>Blocks over new positions with those before in a cache, against the same blocks of libtorch over all positions.</summary>
[TestClass]
public sealed unsafe class DecodeStackTests
{
    private const int Layers = 2, Sequences = 3, Positions = 37;

    [TestMethod]
    [DataRow(16, 2)]
    [DataRow(33, 3)]
    [DataRow(64, 1)]
    [DataRow(10, 5)]
    public void EveryWayToReadASequenceIsTheSameToTheBitAndAgreesWithLibtorch(int width, int heads)
    {
        using DisposeScope scope = NewDisposeScope();
        TransformerBlock[] blocks = Blocks(width, heads);
        Tensor x = Random(Positions, Sequences, width, seed: 2); // (S, N, d)
        Tensor expected = x;
        Tensor mask = full([Positions, Positions], float.NegativeInfinity).triu(1);
        foreach (TransformerBlock block in blocks)
            expected = block.Masked(expected, mask);
        float[] oneByOne = Read(blocks, x, LinearPacking.Best, [.. Enumerable.Repeat(1, Positions)]);
        float[] wanted = expected.detach().contiguous().data<float>().ToArray();
        for (int i = 0; i < wanted.Length; i++)
            Assert.AreEqual(wanted[i], oneByOne[i], 2e-5f * MathF.Max(1, MathF.Abs(wanted[i])), $"[{i}]");
        foreach (int[] pieces in (int[][])[[Positions], [4, 33], [1, 3, 20, 13], [5, 5, 5, 5, 5, 5, 7]])
            CollectionAssert.AreEqual(oneByOne, Read(blocks, x, LinearPacking.Best, pieces), $"pieces of {string.Join(", ", pieces)}");
        foreach (TransformerBlock block in blocks)
            block.Dispose();
    }

    [TestMethod]
    public void SoAreThoseWithRoundedWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        TransformerBlock[] blocks = Blocks(width: 24, heads: 2);
        Tensor x = Random(Positions, Sequences, 24, seed: 2);
        CollectionAssert.AreEqual(Read(blocks, x, LinearPacking.Int8, [.. Enumerable.Repeat(1, Positions)]), Read(blocks, x, LinearPacking.Int8, [10, 27]));
        foreach (TransformerBlock block in blocks)
            block.Dispose();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(6)]
    public void NewPositionsMaySeeEachOther(int slots)
    {
        using DisposeScope scope = NewDisposeScope();
        TransformerBlock[] blocks = Blocks(width: 16, heads: 2);
        Tensor x = Random(2 + slots, Sequences, 16, seed: 3);
        // Two positions one after the other, then the rest together.
        Tensor mask = zeros([2 + slots, 2 + slots]);
        mask[0, 1..] = float.NegativeInfinity;
        mask[1, 2..] = float.NegativeInfinity;
        Tensor expected = x;
        foreach (TransformerBlock block in blocks)
            expected = block.Masked(expected, mask);
        float[] wanted = expected.detach().contiguous().data<float>().ToArray(), got = Read(blocks, x, LinearPacking.Best, [2, slots], causal: [true, false]);
        for (int i = 0; i < wanted.Length; i++)
            Assert.AreEqual(wanted[i], got[i], 1e-5f * MathF.Max(1, MathF.Abs(wanted[i])), $"[{i}]");
        foreach (TransformerBlock block in blocks)
            block.Dispose();
    }

    private static TransformerBlock[] Blocks(int width, int heads)
    {
        using var generator = new Generator(5);
        TransformerBlock[] blocks = [.. Enumerable.Range(0, Layers).Select(_ => new TransformerBlock(width, heads, approximateGelu: false, 0.2, generator, CPU))];
        using IDisposable noGrad = no_grad();
        foreach (Parameter parameter in blocks.SelectMany(block => block.parameters()))
            parameter.normal_(0, 0.3, generator);
        return blocks;
    }

    private static Tensor Random(int positions, int sequences, int width, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn([positions, sequences, width], generator: generator);
    }

    // x is (S, N, d), and so is the result; the stack reads pieces of positions one after the other.
    private static float[] Read(TransformerBlock[] blocks, Tensor x, LinearPacking packing, int[] pieces, bool[]? causal = null)
    {
        (int positions, int sequences, int width) = ((int)x.size(0), (int)x.size(1), (int)x.size(2));
        using var stack = new DecodeStack(blocks, packing, sequences, pieces.Max(), positions);
        using var team = new WorkTeam(2);
        var results = new float[x.numel()];
        int position = 0;
        for (int piece = 0; piece < pieces.Length; piece++)
        {
            int slots = pieces[piece];
            float[] rows = x.narrow(0, position, slots).transpose(0, 1).contiguous().data<float>().ToArray(); // (N, slots, d)
            fixed (float* pointer = rows)
                stack.Forward(pointer, sequences, slots, position, team, causal?[piece] ?? true);
            for (int row = 0; row < sequences; row++)
            {
                for (int slot = 0; slot < slots; slot++)
                    rows.AsSpan(((row * slots) + slot) * width, width).CopyTo(results.AsSpan((((position + slot) * sequences) + row) * width));
            }
            position += slots;
        }
        return results;
    }
}
