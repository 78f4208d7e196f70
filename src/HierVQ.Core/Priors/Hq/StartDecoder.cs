using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>An <see cref="ISequenceStart"/> by own kernels.</summary>
internal sealed class StartDecoder
{
    private readonly int _width;
    private readonly float[] _entries; // (entries, d)
    private readonly float[] _positions; // (P, d)

    /// <param name="start">The beginning; its weights are copied.</param>
    /// <param name="width">Width d.</param>
    public StartDecoder(ISequenceStart start, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        _width = width;
        _entries = TensorFloats.Copy(start.Entries);
        _positions = start.Positions is { } positions ? TensorFloats.Copy(positions) : new float[start.Length * width];
    }

    /// <summary>Puts the vectors of a row, (P, d), given the entries of its condition; none in a model without.</summary>
    public void Put(ReadOnlySpan<int> entries, Span<float> x)
    {
        _positions.CopyTo(x);
        for (int i = 0; i < x.Length / _width; i++)
            VectorMath.Add(_entries.AsSpan((entries.IsEmpty ? 0 : entries[i]) * _width, _width), x.Slice(i * _width, _width));
    }
}
