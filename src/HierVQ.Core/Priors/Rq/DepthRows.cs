using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>Where in a table the codes of each depth are: all in the same rows, or the rows of one depth after those of another.</summary>
internal sealed class DepthRows : IDisposable
{
    private readonly Tensor? _offsets; // (D, 1) Int64

    /// <param name="sizes">Codes of each depth.</param>
    /// <param name="shared">Whether all depths share the rows.</param>
    /// <param name="device">Where codes will be.</param>
    public DepthRows(int[] sizes, bool shared, Device device)
    {
        Offsets = [.. sizes.Select((_, depth) => shared ? 0 : sizes[..depth].Sum())];
        Count = shared ? sizes.Max() : sizes.Sum();
        if (!shared)
            _offsets = tensor([.. Offsets.Select(offset => (long)offset)], [sizes.Length, 1], device: device).DetachFromDisposeScope();
    }

    /// <summary>The row of each depth's first code.</summary>
    public int[] Offsets { get; }

    /// <summary>Rows in all.</summary>
    public int Count { get; }

    /// <summary>The vectors of codes, (D, M) to (D, M, E), out of a table (rows, E).</summary>
    public Tensor Lookup(Tensor table, Tensor codes)
    {
        Tensor rows = _offsets is null ? codes : codes.add(_offsets);
        return table.index_select(0, rows.flatten()).view(codes.size(0), codes.size(1), table.size(1));
    }

    /// <summary>The vectors of the codes (M) of one depth, (M, E).</summary>
    public Tensor Lookup(Tensor table, Tensor codes, int depth) => table.index_select(0, _offsets is null ? codes : codes.add(_offsets[depth]));

    public void Dispose() => _offsets?.Dispose();
}
