using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>The blocks of a transformer over new positions, with the keys and values of earlier ones in memory that is allocated once.</summary>
internal sealed class CachedStack : IDisposable
{
    private readonly CachedBlock[] _blocks;

    /// <param name="blocks">The blocks; their attention weights are copied. None leaves everything as it is.</param>
    /// <param name="positions">Positions that fit.</param>
    /// <param name="maxRows">Most sequences.</param>
    public CachedStack(IEnumerable<TransformerBlock> blocks, int positions, int maxRows) =>
        _blocks = [.. blocks.Select(block => new CachedBlock(block, positions, maxRows))];

    /// <summary>The blocks over new positions.</summary>
    /// <param name="x">(S, N, d).</param>
    /// <param name="position">The first new position; 0 forgets what was there.</param>
    /// <param name="causal">Whether a new position sees only those before it and itself; else all new ones see each other.</param>
    /// <returns>(S, N, d).</returns>
    public Tensor Forward(Tensor x, int position, bool causal = true)
    {
        long slots = x.size(0);
        Tensor? mask = causal && slots > 1
            ? full([slots, position + slots], float.NegativeInfinity, device: x.device).triu_(position + 1) // (S, P)
            : null;
        foreach (CachedBlock block in _blocks)
            x = block.Forward(x, position, mask);
        return x;
    }

    public void Dispose()
    {
        foreach (CachedBlock block in _blocks)
            block.Dispose();
    }
}
