using HierVQ.Sampling.Kernels;
using TorchSharp;

namespace HierVQ.Priors.Rq;

/// <summary>What both transformers read of codes, as <see cref="RqTransformer.Read"/> makes it, for the decoder: vectors are put row by row, and then mapped for all rows at once.</summary>
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
    private readonly AlignedBuffer _sums; // (rows, E)
    private readonly AlignedBuffer _own; // (rows, d)

    public RqDecodeInput(RqTransformerOptions options, RqTransformerParts parts, int depth, int maxRows, LinearPacking packing)
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
        _sums = new AlignedBuffer((long)maxRows * _vectorSize);
        _own = new AlignedBuffer((long)maxRows * _width);
    }

    /// <summary>Takes the stack of codes that the body is to read in a row.</summary>
    public void PutStack(ReadOnlySpan<int> codes, int row)
    {
        for (int depth = 0; depth < codes.Length; depth++)
        {
            if (_bodyMap is not null)
                Put(Vector(codes[depth], depth), Sum(row), add: depth > 0);
            else
                Put(Own(codes[depth], depth), Own(row), add: depth > 0);
        }
    }

    /// <summary>What the body reads of the stacks at a position: <paramref name="x"/> is (rows, d).</summary>
    public void Body(AlignedBuffer x, int rows, int position, WorkTeam team)
    {
        Map(_bodyMap, x, rows, team);
        for (int row = 0; row < rows; row++)
            VectorMath.Add(_positions.AsSpan(position * _width, _width), x.Span((long)row * _width, _width));
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

    private void Map(RowLinear? map, AlignedBuffer x, int rows, WorkTeam team)
    {
        if (map is not null)
            map.Multiply(_sums.Pointer, x.Pointer, rows, Finish.Store, team);
        else
            _own.Span(0, rows * _width).CopyTo(x.Span(0, rows * _width));
    }

    private ReadOnlySpan<float> Vector(int code, int depth) => _vectors.AsSpan((_vectorRows[depth] + code) * _vectorSize, _vectorSize);

    private ReadOnlySpan<float> Own(int code, int depth) => _table.AsSpan((_tableRows[depth] + code) * _width, _width);

    private Span<float> Sum(int row) => _sums.Span((long)row * _vectorSize, _vectorSize);

    private Span<float> Own(int row) => _own.Span((long)row * _width, _width);

    private static void Put(ReadOnlySpan<float> vector, Span<float> result, bool add)
    {
        if (add)
            VectorMath.Add(vector, result);
        else
            vector.CopyTo(result);
    }
}
