using System.Runtime.InteropServices;

namespace HierVQ.Sampling.Kernels;

/// <summary>Floats in native memory, at an address that no vector load straddles a cache line at, zeroed; freed by its one owner.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int Alignment = 64;

    public AlignedBuffer(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)length * sizeof(float));
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Pointer, bytes);
    }

    ~AlignedBuffer() => Free();

    /// <summary>The first float; null after <see cref="Dispose"/>.</summary>
    public float* Pointer { get; private set; }

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>The floats from <paramref name="start"/> on.</summary>
    public Span<float> Span(long start, int length)
    {
        ObjectDisposedException.ThrowIf(Pointer is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new(Pointer + start, length);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
