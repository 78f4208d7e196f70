using System.Numerics;
using System.Runtime.InteropServices;

namespace HierVQ.Training;

/// <summary>AdamW on plain memory: weights, gradients and both moments are read once and written once.</summary>
internal static class AdamKernel
{
    /// <summary>Updates one parameter.</summary>
    /// <param name="weights">The weights, updated.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="means">First moments, updated.</param>
    /// <param name="squares">Second moments, updated.</param>
    /// <param name="rates">The numbers of this step.</param>
    /// <param name="decays">Whether these weights decay.</param>
    /// <param name="scale">Factor of the gradients (clipping).</param>
    public static void Update(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, in AdamRates rates, bool decays, float scale)
    {
        float keep = decays ? rates.Keep : 1;
        Span<Vector<float>> w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        Span<Vector<float>> m = MemoryMarshal.Cast<float, Vector<float>>(means);
        Span<Vector<float>> v = MemoryMarshal.Cast<float, Vector<float>>(squares);
        var correction = new Vector<float>(rates.SquareCorrection);
        var epsilon = new Vector<float>(rates.Epsilon);
        for (int i = 0; i < w.Length; i++)
        {
            Vector<float> gradient = g[i] * scale;
            Vector<float> mean = m[i] * rates.Beta1 + gradient * rates.Gain1;
            Vector<float> square = v[i] * rates.Beta2 + gradient * gradient * rates.Gain2;
            m[i] = mean;
            v[i] = square;
            w[i] = w[i] * keep - mean / (Vector.SquareRoot(square) * correction + epsilon) * rates.Rate;
        }
        for (int i = w.Length * Vector<float>.Count; i < weights.Length; i++)
        {
            float gradient = gradients[i] * scale;
            means[i] = means[i] * rates.Beta1 + gradient * rates.Gain1;
            squares[i] = squares[i] * rates.Beta2 + gradient * gradient * rates.Gain2;
            weights[i] = weights[i] * keep - means[i] / (MathF.Sqrt(squares[i]) * rates.SquareCorrection + rates.Epsilon) * rates.Rate;
        }
    }

    /// <summary>Sum of squares in double precision, in a fixed order.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<double> low = default, high = default;
        foreach (Vector<float> vector in vectors)
        {
            Vector.Widen(vector, out Vector<double> a, out Vector<double> b);
            low += a * a;
            high += b * b;
        }
        double sum = Vector.Sum(low + high);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            sum += (double)value * value;
        return sum;
    }
}
