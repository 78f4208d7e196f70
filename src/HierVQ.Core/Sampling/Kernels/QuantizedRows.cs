using System.Numerics;
using System.Runtime.CompilerServices;

namespace HierVQ.Sampling.Kernels;

/// <summary>Rows of float32 as 16-bit integers with one scale a row, symmetric: x = scale q, |q| up to 32,767. Filled up with zeros to whole groups.</summary>
internal sealed unsafe class QuantizedRows(int length) : IDisposable
{
    private const float Largest = 32767;
    private const float Smallest = 1e-30f;
    private readonly int _stride = RoundUp(length);
    private AlignedBuffer _codes = new(0);
    private AlignedBuffer _scales = new(0);
    private int _capacity;

    /// <summary>The rows.</summary>
    public short* Codes => (short*)_codes.Pointer;

    /// <summary>The scale of each row.</summary>
    public float* Scales => _scales.Pointer;

    /// <summary>The length filled up to whole groups.</summary>
    public static int RoundUp(int length) => (length + QuantizedKernel.GroupLength - 1) / QuantizedKernel.GroupLength * QuantizedKernel.GroupLength;

    /// <summary>Quantizes rows that lie one after the other.</summary>
    public void Fill(float* inputs, int rows)
    {
        Reserve(rows);
        for (int row = 0; row < rows; row++)
            Scales[row] = Quantize(new ReadOnlySpan<float>(inputs + ((long)row * length), length), Codes + ((long)row * _stride));
    }

    public void Dispose()
    {
        _codes.Dispose();
        _scales.Dispose();
    }

    private void Reserve(int rows)
    {
        if (rows <= _capacity)
            return;
        Dispose();
        _capacity = rows;
        _codes = new AlignedBuffer((((long)rows * _stride) + 1) / 2); // two to a float
        _scales = new AlignedBuffer(rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Quantize(ReadOnlySpan<float> row, short* codes)
    {
        float largest = VectorMath.MaxMagnitude(row);
        // A row of zeros has no scale, nor has one that is not finite: they give what float32 gives, zeros and NaN.
        if (!(largest >= Smallest && float.IsFinite(largest)))
        {
            new Span<short>(codes, row.Length).Clear();
            return largest < Smallest ? 0 : float.NaN;
        }
        var factor = new Vector<float>(Largest / largest);
        var magic = new Vector<float>(12582912f); // 1.5 * 2^23: adding it and taking it away rounds to the nearest integer
        int i = 0;
        for (; i <= row.Length - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
        {
            Vector<int> low = Vector.ConvertToInt32((new Vector<float>(row[i..]) * factor) + magic - magic);
            Vector<int> high = Vector.ConvertToInt32((new Vector<float>(row[(i + Vector<float>.Count)..]) * factor) + magic - magic);
            *(Vector<short>*)(codes + i) = Vector.Narrow(low, high);
        }
        for (; i < row.Length; i++)
            codes[i] = (short)((row[i] * factor[0]) + magic[0] - magic[0]);
        return largest / Largest;
    }
}
