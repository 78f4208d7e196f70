using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HierVQ.Sampling.Kernels;

/// <summary>The elementwise functions of a transformer over rows of float32, as wide as the processor's vectors.</summary>
internal static class VectorMath
{
    // Loops are compiled with full optimization from their first call: a process that draws one picture would otherwise be done before the
    // runtime finds out that they matter.
    private const float NormEpsilon = 1e-5f;

    /// <summary>e^x to about one unit in the last place; 0 for what is below the smallest normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        // e^x = 2^n e^r with |r| <= ln(2)/2; adding and taking away 1.5 * 2^23 rounds to the nearest integer.
        var magic = new Vector<float>(12582912f);
        Vector<float> clamped = Vector.Min(Vector.Max(x, new Vector<float>(-87.33f)), new Vector<float>(88.37f));
        Vector<float> n = Vector.MultiplyAddEstimate(clamped, new Vector<float>(1.44269504f), magic) - magic;
        Vector<float> r = Vector.MultiplyAddEstimate(n, new Vector<float>(-0.693359375f), clamped);
        r = Vector.MultiplyAddEstimate(n, new Vector<float>(2.12194440e-4f), r);
        // Minimax fit of (e^r - 1 - r) / r^2, relative error of e^r 3e-9.
        Vector<float> q = new(0.00138145401f);
        q = Vector.MultiplyAddEstimate(q, r, new Vector<float>(0.0083687452f));
        q = Vector.MultiplyAddEstimate(q, r, new Vector<float>(0.0416683908f));
        q = Vector.MultiplyAddEstimate(q, r, new Vector<float>(0.166665204f));
        q = Vector.MultiplyAddEstimate(q, r, new Vector<float>(0.499999934f));
        Vector<float> e = Vector.MultiplyAddEstimate(q, r * r, r) + Vector<float>.One;
        Vector<float> scale = Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32(n) + new Vector<int>(127), 23));
        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-87.33f)), Vector<float>.Zero, e * scale);
    }

    /// <summary>x Phi(x), Phi being the normal distribution function: the exact GELU (Hendrycks, Gimpel 2016, eq. 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Gelu(Vector<float> x)
    {
        // erfc(a) = e^(-a^2) t P(t) with t = 1 / (1 + p a), a >= 0: the form of Abramowitz and Stegun 7.1.26 with a fit of its own, relative error 5e-8.
        Vector<float> a = Vector.Abs(x) * 0.707106781f;
        Vector<float> t = Vector<float>.One / Vector.MultiplyAddEstimate(a, new Vector<float>(0.4225f), Vector<float>.One);
        Vector<float> s = new(0.0755427538f);
        s = Vector.MultiplyAddEstimate(s, t, new Vector<float>(-0.336546225f));
        s = Vector.MultiplyAddEstimate(s, t, new Vector<float>(0.458841667f));
        s = Vector.MultiplyAddEstimate(s, t, new Vector<float>(-0.149504251f));
        s = Vector.MultiplyAddEstimate(s, t, new Vector<float>(0.279710457f));
        s = Vector.MultiplyAddEstimate(s, t, new Vector<float>(0.192113544f));
        s = Vector.MultiplyAddEstimate(s, t, new Vector<float>(0.241655859f));
        s = Vector.MultiplyAddEstimate(s, t, new Vector<float>(0.238186237f));
        Vector<float> tail = s * t * Exp(-(a * a)) * 0.5f;
        return x * Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One - tail, tail);
    }

    /// <summary>x sigmoid(1.702 x): the approximate GELU (Hendrycks, Gimpel 2016, section 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> SigmoidGelu(Vector<float> x) => x / (Vector<float>.One + Exp(x * -1.702f));

    private static Vector<float> Gelu(Vector<float> x, bool approximate) => approximate ? SigmoidGelu(x) : Gelu(x);

    /// <summary>Softmax of one row in place. Entries of minus infinity become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(Span<float> row)
    {
        float scale = 1 / ExpShifted(row, row, Max(row));
        int i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(row[i..]) * scale).CopyTo(row[i..]);
        for (; i < row.Length; i++)
            row[i] *= scale;
    }

    /// <summary>The logarithm of the sum of e^x over one row.</summary>
    public static float LogSumExp(ReadOnlySpan<float> row)
    {
        float max = Max(row);
        return max + MathF.Log(ExpShifted(row, default, max));
    }

    /// <summary>Layer norm of one row (Ba, Kiros, Hinton 2016) with epsilon 1e-5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LayerNorm(ReadOnlySpan<float> row, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> result)
    {
        float mean = Sum(row) / row.Length;
        float scale = 1 / MathF.Sqrt((SumOfSquares(row, mean) / row.Length) + NormEpsilon);
        int i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> normal = (new Vector<float>(row[i..]) - new Vector<float>(mean)) * scale;
            Vector.MultiplyAddEstimate(normal, new Vector<float>(weight[i..]), new Vector<float>(bias[i..])).CopyTo(result[i..]);
        }
        for (; i < row.Length; i++)
            result[i] = ((row[i] - mean) * scale * weight[i]) + bias[i];
    }

    /// <summary>Adds a row to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> row, Span<float> result)
    {
        int i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(row[i..]) + new Vector<float>(result[i..])).CopyTo(result[i..]);
        for (; i < row.Length; i++)
            result[i] += row[i];
    }

    /// <summary>The largest magnitude of a row; NaN if it has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float MaxMagnitude(ReadOnlySpan<float> row)
    {
        // Magnitudes order like the integers of their bits, NaN above all.
        Vector<int> first = Vector<int>.Zero, second = Vector<int>.Zero;
        int i = 0;
        for (; i <= row.Length - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
        {
            first = Vector.Max(first, Vector.AsVectorInt32(Vector.Abs(new Vector<float>(row[i..]))));
            second = Vector.Max(second, Vector.AsVectorInt32(Vector.Abs(new Vector<float>(row[(i + Vector<float>.Count)..]))));
        }
        first = Vector.Max(first, second);
        int max = 0;
        for (int lane = 0; lane < Vector<int>.Count; lane++)
            max = Math.Max(max, first[lane]);
        for (; i < row.Length; i++)
            max = Math.Max(max, BitConverter.SingleToInt32Bits(MathF.Abs(row[i])));
        return BitConverter.Int32BitsToSingle(max);
    }

    /// <summary>result = start + scale (result - start): from a start through what is there, and beyond it for a scale above 1.</summary>
    public static void Extrapolate(ReadOnlySpan<float> start, Span<float> result, float scale)
    {
        int i = 0;
        for (; i <= result.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var from = new Vector<float>(start[i..]);
            (from + ((new Vector<float>(result[i..]) - from) * scale)).CopyTo(result[i..]);
        }
        for (; i < result.Length; i++)
            result[i] = start[i] + ((result[i] - start[i]) * scale);
    }

    /// <summary>Applies the exact or the approximate GELU to every element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gelu(ReadOnlySpan<float> row, Span<float> result, bool approximate)
    {
        int i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            Gelu(new Vector<float>(row[i..]), approximate).CopyTo(result[i..]);
        if (i < row.Length)
        {
            Span<float> rest = stackalloc float[Vector<float>.Count];
            row[i..].CopyTo(rest);
            Gelu(new Vector<float>(rest), approximate).CopyTo(rest);
            rest[..(row.Length - i)].CopyTo(result[i..]);
        }
    }

    /// <summary>Writes e^(x - max) (nowhere, if <paramref name="result"/> is empty) and gives the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ExpShifted(ReadOnlySpan<float> row, Span<float> result, float max)
    {
        var shift = new Vector<float>(max);
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> e = Exp(new Vector<float>(row[i..]) - shift);
            sum += e;
            if (!result.IsEmpty)
                e.CopyTo(result[i..]);
        }
        float total = Vector.Sum(sum);
        for (; i < row.Length; i++)
        {
            float e = MathF.Exp(row[i] - max);
            total += e;
            if (!result.IsEmpty)
                result[i] = e;
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Max(ReadOnlySpan<float> row)
    {
        float max = float.NegativeInfinity;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        if (!vectors.IsEmpty)
        {
            Vector<float> most = vectors[0];
            foreach (Vector<float> vector in vectors)
                most = Vector.Max(most, vector);
            for (int i = 0; i < Vector<float>.Count; i++)
                max = MathF.Max(max, most[i]);
        }
        for (int i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
            max = MathF.Max(max, row[i]);
        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> vector in vectors)
            sum += vector;
        float total = Vector.Sum(sum);
        for (int i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
            total += row[i];
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumOfSquares(ReadOnlySpan<float> row, float mean)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        Vector<float> sum = Vector<float>.Zero;
        var centre = new Vector<float>(mean);
        foreach (Vector<float> vector in vectors)
        {
            Vector<float> difference = vector - centre;
            sum = Vector.MultiplyAddEstimate(difference, difference, sum);
        }
        float total = Vector.Sum(sum);
        for (int i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
            total += (row[i] - mean) * (row[i] - mean);
        return total;
    }
}
