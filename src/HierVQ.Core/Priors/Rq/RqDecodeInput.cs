using HierVQ.Sampling.Kernels;
using TorchSharp;

namespace HierVQ.Priors.Rq;

/// <summary>What both transformers read of codes, as <see cref="RqTransformer.Read"/> makes it, for the decoder: vectors are put one by one, and then mapped all at once.</summary>
internal sealed unsafe class RqDecodeInput : IDisposable
{
    private readonly bool _cumulative;
    private readonly int _width;
    private readonly int _vectorSize;
    private readonly float[] _vectors; // (rows, E), the tokenizer's
    private readonly int[] _vectorRows; // by depth, the first
    private readonly float[] _table; // (rows, d), the prior's own
    private readonly int[] _tableRows;
    private readonly float[] _positions; // (T, d)
    private readonly RowLinear? _bodyMap; // E to d
    private readonly RowLinear? _headMap;
    private readonly AlignedBuffer _sums; // (count, E)
    private readonly AlignedBuffer _own; // (count, d)

    /// <param name="options">Shape of the prior.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="depth">Codes of a stack.</param>
    /// <param name="maxCount">Most vectors at once.</param>
    /// <param name="packing">How weights are kept.</param>
    public RqDecodeInput(RqTransformerOptions options, RqTransformerParts parts, int depth, int maxCount, LinearPacking packing)
    {
        (_cumulative, _width, _vectorSize) = (options.CumulativeDepth, options.Width, parts.Codebooks?.VectorSize ?? 0);
        _vectors = parts.Codebooks is { } codebooks ? TensorFloats.Copy(codebooks.Vectors) : [];
        _vectorRows = parts.Codebooks?.Rows.Offsets ?? [];
        _table = parts.Tokens is { } tokens ? TensorFloats.Copy(tokens.Weight) : [];
        _tableRows = parts.TableRows?.Offsets ?? [];
        _positions = TensorFloats.Copy(parts.RasterPositions);
        if (parts.InputMap is { } map)
        {
            // The map is one of each code vector: its bias counts once a depth.
            float[] bias = [.. TensorFloats.Copy(map.Bias!).Select(value => value * depth)];
            _bodyMap = packing.Pack(TensorFloats.Copy(map.Weight), bias, _vectorSize, _width);
        }
        _headMap = parts.HeadMap is null ? null : packing.Pack(parts.HeadMap);
        _sums = new AlignedBuffer((long)maxCount * _vectorSize);
        _own = new AlignedBuffer((long)maxCount * _width);
    }

    /// <summary>Takes the stack of codes that the body is to read at a place.</summary>
    public void PutStack(ReadOnlySpan<int> codes, int place)
    {
        for (int depth = 0; depth < codes.Length; depth++)
        {
            if (_bodyMap is not null)
                Put(Vector(codes[depth], depth), Sum(place), add: depth > 0);
            else
                Put(Own(codes[depth], depth), Own(place), add: depth > 0);
        }
    }

    /// <summary>What the body reads of the stacks of some positions in every row: <paramref name="x"/> is (rows, slots, d).</summary>
    public void Body(AlignedBuffer x, int rows, int slots, int position, WorkTeam team)
    {
        Map(_bodyMap, x, rows * slots, team);
        for (int row = 0; row < rows; row++)
            VectorMath.Add(_positions.AsSpan(position * _width, slots * _width), x.Span((long)row * slots * _width, slots * _width));
    }

    /// <summary>Takes the code of a depth that the head is to read in a row at the next depth.</summary>
    public void PutBelow(int code, int depth, int row)
    {
        if (_headMap is not null)
            Put(Vector(code, depth), Sum(row), add: _cumulative && depth > 0);
        else
            Put(Own(code, depth), Own(row), add: false);
    }

    /// <summary>What the head reads: <paramref name="x"/> is (rows, d).</summary>
    public void Head(AlignedBuffer x, int rows, WorkTeam team) => Map(_headMap, x, rows, team);

    public void Dispose()
    {
        _bodyMap?.Dispose();
        _headMap?.Dispose();
        _sums.Dispose();
        _own.Dispose();
    }

    private void Map(RowLinear? map, AlignedBuffer x, int count, WorkTeam team)
    {
        if (map is not null)
            map.Multiply(_sums.Pointer, x.Pointer, count, Finish.Store, team);
        else
            _own.Span(0, count * _width).CopyTo(x.Span(0, count * _width));
    }

    private ReadOnlySpan<float> Vector(int code, int depth) => _vectors.AsSpan((_vectorRows[depth] + code) * _vectorSize, _vectorSize);

    private ReadOnlySpan<float> Own(int code, int depth) => _table.AsSpan((_tableRows[depth] + code) * _width, _width);

    private Span<float> Sum(int place) => _sums.Span((long)place * _vectorSize, _vectorSize);

    private Span<float> Own(int place) => _own.Span((long)place * _width, _width);

    private static void Put(ReadOnlySpan<float> vector, Span<float> result, bool add)
    {
        if (add)
            VectorMath.Add(vector, result);
        else
            vector.CopyTo(result);
    }
}
