using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The <see cref="HeadTransformer"/> by own kernels: the slots of a group at a time, of one local pyramid of each of a few rows.</summary>
internal sealed unsafe class HeadDecoder : IDisposable
{
    private readonly LocalPyramids _pyramids;
    private readonly int _width;
    private readonly IReadOnlyList<int> _groups;
    private readonly int[][] _reads; // of each slot
    private readonly float[][] _tables; // of each level (K, d)
    private readonly float[] _positions; // (slots, d)
    private readonly DecodeStack _blocks;
    private readonly DecodeNorm[] _norms;
    private readonly RowLinear[] _outputs;
    private readonly AlignedBuffer _slots; // (rows, slots of a group, d)
    private readonly AlignedBuffer _normal; // (rows, slots of a group, d)
    private readonly AlignedBuffer _logits; // (rows, codes of a draw, K)

    /// <param name="head">The head; its weights are copied.</param>
    /// <param name="pyramids">Where codes lie.</param>
    /// <param name="mostLogits">The most logits of a row at once.</param>
    /// <param name="packing">How weights are kept.</param>
    /// <param name="maxRows">Most rows.</param>
    public HeadDecoder(HeadTransformer head, LocalPyramids pyramids, int mostLogits, LinearPacking packing, int maxRows)
    {
        using DisposeScope scope = NewDisposeScope();
        _pyramids = pyramids;
        _groups = head.Head.Groups;
        _width = (int)head.Start.size(2);
        _reads = [.. Enumerable.Range(0, pyramids.Slots).Select(slot => slot == 0 ? [] : head.Head.Reads(slot).ToArray())];
        _tables = [.. Enumerable.Range(0, pyramids.Levels).Select(level => TensorFloats.Copy(head.Tables[level]))];
        _positions = [.. TensorFloats.Copy(head.Start), .. TensorFloats.Copy(head.Head.Positions)];
        _blocks = new DecodeStack(head.Blocks, packing, maxRows, mostSlots: _groups.Max(), positions: pyramids.Slots);
        _norms = [.. head.Norms.Select(DecodeNorm.Pack)];
        _outputs = [.. head.Outputs.Select(packing.Pack)];
        _slots = new AlignedBuffer((long)maxRows * _groups.Max() * _width);
        _normal = new AlignedBuffer((long)maxRows * _groups.Max() * _width);
        _logits = new AlignedBuffer((long)maxRows * mostLogits);
    }

    /// <summary>Runs the blocks over the slots of a group; all groups before have been run, and their codes drawn.</summary>
    /// <param name="group">The group.</param>
    /// <param name="hidden">What the main transformer says, (rows, d).</param>
    /// <param name="codes">The codes.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="position">The position of the local pyramid.</param>
    /// <param name="team">The threads.</param>
    public void Run(int group, float* hidden, RowCodes codes, int rows, int position, WorkTeam team)
    {
        int first = FirstSlot(group), count = _groups[group];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> pyramid = codes(row);
            for (int slot = first; slot < first + count; slot++)
            {
                Span<float> x = _slots.Span((((long)row * count) + slot - first) * _width, _width);
                _positions.AsSpan(slot * _width, _width).CopyTo(x);
                if (slot == 0)
                    VectorMath.Add(new ReadOnlySpan<float>(hidden + ((long)row * _width), _width), x);
                foreach (int read in _reads[slot])
                    VectorMath.Add(_tables[LocalPyramids.Level(read)].AsSpan(pyramid[_pyramids.Index(position, read)] * _width, _width), x);
            }
        }
        _blocks.Forward(_slots.Pointer, rows, count, first, team, causal: false);
    }

    /// <summary>Codes of a level, K.</summary>
    public int Codes(int level) => _outputs[level].Outputs;

    /// <summary>The logits of a draw of the group that was run last: of each row those of its codes, one code after the other.</summary>
    public float* Logits(HeadDraw draw, int rows, WorkTeam team)
    {
        int first = draw.First - FirstSlot(draw.Group), slots = _groups[draw.Group];
        for (int row = 0; row < rows; row++)
            _norms[draw.Level].Forward(_slots.Pointer + ((((long)row * slots) + first) * _width), _normal.Pointer + ((long)row * draw.Count * _width), draw.Count);
        _outputs[draw.Level].Multiply(_normal.Pointer, _logits.Pointer, rows * draw.Count, Finish.Store, team);
        return _logits.Pointer;
    }

    public void Dispose()
    {
        _blocks.Dispose();
        foreach (RowLinear output in _outputs)
            output.Dispose();
        _slots.Dispose();
        _normal.Dispose();
        _logits.Dispose();
    }

    private int FirstSlot(int group)
    {
        int first = 0;
        for (int before = 0; before < group; before++)
            first += _groups[before];
        return first;
    }
}
