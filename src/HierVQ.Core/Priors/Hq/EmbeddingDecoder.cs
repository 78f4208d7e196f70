using HierVQ.Sampling.Kernels;

namespace HierVQ.Priors.Hq;

/// <summary>The codes of a row of a batch so far.</summary>
internal delegate ReadOnlySpan<int> RowCodes(int row);

/// <summary>An <see cref="IInputEmbedding"/> by own kernels: one local pyramid of each of a few rows.</summary>
internal abstract unsafe class EmbeddingDecoder : IDisposable
{
    private readonly LocalPyramids _pyramids;
    private readonly float[][] _tables; // of each level (K, width of the level)
    private readonly int[] _widths;

    /// <param name="pyramids">Where codes lie.</param>
    /// <param name="tables">The vectors of the codes.</param>
    protected EmbeddingDecoder(LocalPyramids pyramids, CodeTables tables)
    {
        _pyramids = pyramids;
        _tables = [.. Enumerable.Range(0, pyramids.Levels).Select(level => TensorFloats.Copy(tables[level]))];
        _widths = [.. Enumerable.Range(0, pyramids.Levels).Select(level => (int)tables[level].size(1))];
    }

    /// <summary>Width d.</summary>
    protected int Width => _widths[0];

    /// <summary>Slots of a local pyramid.</summary>
    protected int Slots => _pyramids.Slots;

    /// <summary>Embeds the local pyramids at a position.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="position">The position.</param>
    /// <param name="x">(rows, d).</param>
    /// <param name="team">The threads.</param>
    public abstract void Embed(RowCodes codes, int rows, int position, float* x, WorkTeam team);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>The vector of the code in a slot.</summary>
    protected ReadOnlySpan<float> Vector(ReadOnlySpan<int> codes, int position, int slot)
    {
        int level = LocalPyramids.Level(slot);
        return _tables[level].AsSpan(codes[_pyramids.Index(position, slot)] * _widths[level], _widths[level]);
    }
}
