using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Raster;

/// <summary>
/// Samples from a <see cref="RasterTransformer"/> on the CPU. Tokens that are known (the condition, given codes) wait until a code is asked for
/// and go through the network together.
/// </summary>
internal sealed unsafe class RasterTransformerDecoder : KernelSampler
{
    private const int Only = 0; // the one draw of a step
    // Tokens of a row that go through together: enough to read weights seldom, few enough to stay in the cache.
    private const int TokensAtOnce = 32;
    private readonly RasterSequence _sequence;
    private readonly int _before;
    private readonly bool _unmasked;
    private readonly int _width;
    private readonly float[] _prefixPositions; // (m, d)
    private readonly (float[] Table, int Token)[] _prefix; // of each token of the prefix its table (entries, d) and its number of the condition, -1 for the start token
    private readonly float[][] _codes; // of each level (K, d)
    private readonly float[] _positions; // (T - 1, d)
    private readonly DecodeStack _blocks;
    private readonly DecodeNorm _norm;
    private readonly RowLinear[] _heads; // of each level
    private readonly AlignedBuffer _x; // (rows, tokens at once, d)
    private readonly AlignedBuffer _last; // (rows, d)
    private readonly AlignedBuffer _normal; // (rows, d)
    private readonly AlignedBuffer _logits; // (rows, K)
    private int _read; // tokens that went through the network

    /// <param name="prior">The network; its weights are copied.</param>
    /// <param name="parts">The parts of it.</param>
    /// <param name="options">Rows at once.</param>
    /// <param name="packing">How weights are kept.</param>
    public RasterTransformerDecoder(RasterTransformer prior, RasterTransformerParts parts, SamplerOptions options, LinearPacking packing)
        : base(prior.Layout, parts.Condition, parts.Sequence.DecodeOrder(), options)
    {
        using DisposeScope scope = NewDisposeScope(); // views of the tables
        var shape = (RasterTransformerOptions)prior.Options;
        (_sequence, _before, _unmasked, _width) = (parts.Sequence, prior.Before, shape.UnmaskedCondition, shape.Width);
        RasterTables tables = parts.Tables;
        var copies = new Dictionary<Embedding, float[]>(); // levels and parts may share a table
        float[] Copy(Embedding table) => copies.TryGetValue(table, out float[]? copy) ? copy : copies[table] = TensorFloats.Copy(table.Weight);
        _prefix = [.. tables.Prefix.SelectMany(part => Enumerable.Repeat(Copy(part.Tokens), part.Length)).Select((table, i) => (table, prior.Condition.Length == 0 ? -1 : i))];
        _prefixPositions = [.. tables.Prefix.SelectMany(part => part.PositionVectors is { } vectors ? TensorFloats.Copy(vectors) : new float[part.Length * _width])];
        _codes = [.. tables.Codes.Select(Copy)];
        _positions = TensorFloats.Copy(tables.Positions.Weight.narrow(0, tables.FirstPosition, _sequence.Length - 1));
        int positions = _before + _sequence.Length - 1, together = Math.Min(positions, _unmasked ? Math.Max(TokensAtOnce, _before) : TokensAtOnce);
        _blocks = new DecodeStack(parts.Blocks, packing, MaxRows, together, positions);
        _norm = DecodeNorm.Pack(parts.Norm);
        var heads = new Dictionary<(Linear, int), RowLinear>();
        _heads = [.. tables.Heads.Select((head, level) => Head(head, prior.Layout[level].CodebookSize, packing, heads))];
        _x = new AlignedBuffer((long)MaxRows * together * _width);
        _last = new AlignedBuffer((long)MaxRows * _width);
        _normal = new AlignedBuffer((long)MaxRows * _width);
        _logits = new AlignedBuffer((long)MaxRows * prior.Layout.MaxCodebookSize);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        _blocks.Dispose();
        foreach (RowLinear head in _heads.Distinct())
            head.Dispose();
        _x.Dispose();
        _last.Dispose();
        _normal.Dispose();
        _logits.Dispose();
    }

    /// <inheritdoc/>
    protected override void Begin(int rows) => _read = 0;

    /// <inheritdoc/>
    protected override void Step(int step, int rows)
    {
        if (!Wanted(Only))
            return;
        Read(_before + step, rows);
        _norm.Forward(_last.Pointer, _normal.Pointer, rows);
        RowLinear head = _heads[_sequence.Level(step)];
        head.Multiply(_normal.Pointer, _logits.Pointer, rows, Finish.Store, Team);
        Draw(Only, _logits.Pointer, head.Outputs);
    }

    /// <summary>Runs the network up to a token, which leaves what it says there in <see cref="_last"/>.</summary>
    private void Read(int tokens, int rows)
    {
        while (_read < tokens)
        {
            bool whole = _unmasked && _read == 0;
            int count = whole ? _before : Math.Min(tokens - _read, _blocks.MostSlots);
            for (int row = 0; row < rows; row++)
            {
                for (int slot = 0; slot < count; slot++)
                    Embed(row, _read + slot, _x.Span((((long)row * count) + slot) * _width, _width));
            }
            _blocks.Forward(_x.Pointer, rows, count, _read, Team, causal: !whole);
            _read += count;
            for (int row = 0; row < rows && _read == tokens; row++)
                _x.Span((((long)row * count) + count - 1) * _width, _width).CopyTo(_last.Span((long)row * _width, _width));
        }
    }

    private void Embed(int row, int token, Span<float> x)
    {
        if (token < _before)
        {
            (float[] table, int at) = _prefix[token];
            int entry = at < 0 ? 0 : Condition(row)[at];
            table.AsSpan(entry * _width, _width).CopyTo(x);
            VectorMath.Add(_prefixPositions.AsSpan(token * _width, _width), x);
            return;
        }
        int number = token - _before;
        _codes[_sequence.Level(number)].AsSpan(Codes(row)[_sequence.Place(number)] * _width, _width).CopyTo(x);
        VectorMath.Add(_positions.AsSpan(number * _width, _width), x);
    }

    // The output layer of a level, which leaves out what is no code of it.
    private static RowLinear Head(Linear head, int codes, LinearPacking packing, Dictionary<(Linear, int), RowLinear> made)
    {
        if (!made.TryGetValue((head, codes), out RowLinear? packed))
            made[(head, codes)] = packed = packing.Pack(TensorFloats.Copy(head.Weight).AsSpan(0, codes * (int)head.Weight.size(1)), [], (int)head.Weight.size(1), codes);
        return packed;
    }
}
