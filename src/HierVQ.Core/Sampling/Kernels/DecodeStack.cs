using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>The blocks of a transformer over the newest positions of a few sequences, with the keys and values of all before them.</summary>
internal sealed unsafe class DecodeStack : IDisposable
{
    private readonly DecodeBlock[] _blocks;
    private readonly KeyValueCache? _cache;
    private readonly DecodeWorkspace? _work;

    /// <summary>Copies the weights of blocks.</summary>
    /// <param name="blocks">The blocks; none leaves everything as it is.</param>
    /// <param name="packing">How weights are kept.</param>
    /// <param name="maxRows">Most sequences.</param>
    /// <param name="mostSlots">Most new positions of a sequence at once.</param>
    /// <param name="positions">Positions that fit.</param>
    public DecodeStack(IEnumerable<TransformerBlock> blocks, LinearPacking packing, int maxRows, int mostSlots, int positions)
    {
        TransformerBlock[] all = [.. blocks];
        _blocks = [.. all.Select(block => DecodeBlock.Pack(block, packing))];
        if (all.Length == 0)
            return;
        SelfAttention attention = all[0].Attention;
        _cache = new KeyValueCache(all.Length, maxRows, attention.Heads, attention.HeadWidth, positions);
        _work = new DecodeWorkspace(maxRows * mostSlots, attention.Heads * attention.HeadWidth);
        (MaxRows, MostSlots) = (maxRows, mostSlots);
    }

    /// <summary>Most sequences.</summary>
    public int MaxRows { get; }

    /// <summary>Most new positions of a sequence at once.</summary>
    public int MostSlots { get; }

    /// <summary>Runs the blocks on <paramref name="x"/> in place.</summary>
    /// <param name="x">Rows of d floats; the new positions of a sequence lie one after the other.</param>
    /// <param name="rows">Number of sequences.</param>
    /// <param name="slots">New positions of a sequence.</param>
    /// <param name="position">The first new position; 0 forgets what was there.</param>
    /// <param name="team">The threads.</param>
    /// <param name="causal">Whether a new position sees only those before it and itself; else all new ones see each other.</param>
    public void Forward(float* x, int rows, int slots, int position, WorkTeam team, bool causal = true)
    {
        for (int layer = 0; layer < _blocks.Length; layer++)
            _blocks[layer].Forward(x, rows, slots, position, causal, _cache!, layer, _work!, team);
    }

    public void Dispose()
    {
        foreach (DecodeBlock block in _blocks)
            block.Dispose();
        _cache?.Dispose();
        _work?.Dispose();
    }
}
