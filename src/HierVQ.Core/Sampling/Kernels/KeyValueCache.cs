using System.Numerics;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// Keys and values of the positions so far, allocated once and written in place. Keys lie position innermost, so that the scores of
/// neighbouring positions are computed side by side; values lie position by position.
/// </summary>
internal sealed unsafe class KeyValueCache : IDisposable
{
    private readonly AlignedBuffer _keys;
    private readonly AlignedBuffer _values;
    private readonly int _sequences;

    public KeyValueCache(int layers, int sequences, int heads, int headWidth, int positions)
    {
        _sequences = sequences;
        Heads = heads;
        HeadWidth = headWidth;
        KeyStride = RoundUp(positions);
        ValueStride = RoundUp(headWidth);
        long items = (long)layers * sequences * heads;
        _keys = new AlignedBuffer(items * headWidth * KeyStride);
        _values = new AlignedBuffer(items * positions * ValueStride);
        Positions = positions;
    }

    public int Heads { get; }

    public int HeadWidth { get; }

    /// <summary>Positions that fit.</summary>
    public int Positions { get; }

    /// <summary>Floats from one component of the keys to the next.</summary>
    public int KeyStride { get; }

    /// <summary>Floats from one position's value to the next.</summary>
    public int ValueStride { get; }

    /// <summary>The keys of a head: (head width, <see cref="KeyStride"/>).</summary>
    public float* Keys(int layer, int sequence, int head) => _keys.Pointer + (Item(layer, sequence, head) * HeadWidth * KeyStride);

    /// <summary>The values of a head: (positions, <see cref="ValueStride"/>).</summary>
    public float* Values(int layer, int sequence, int head) => _values.Pointer + (Item(layer, sequence, head) * Positions * ValueStride);

    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
    }

    private long Item(int layer, int sequence, int head) => ((((long)layer * _sequences) + sequence) * Heads) + head;

    // A whole number of vectors of any processor.
    private static int RoundUp(int count)
    {
        int rounding = Math.Max(16, 2 * Vector<float>.Count);
        return (count + rounding - 1) / rounding * rounding;
    }
}
