using System.Numerics;
using System.Runtime.CompilerServices;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>The elementwise functions of PixelSNAIL and the gated PixelCNN. Every row is done by itself, so that what it gives does not depend on the batch.</summary>
internal static unsafe class SnailMath
{
    /// <summary>x where it is positive, e^x - 1 elsewhere (Clevert, Unterthiner, Hochreiter 2016), of rows one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Elu(float* x, float* result, int rows, int width)
    {
        for (int row = 0; row < rows; row++, x += width, result += width)
        {
            int i = 0;
            for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
                Elu(Vector.Load(x + i)).Store(result + i);
            for (; i < width; i++)
                result[i] = Elu(new Vector<float>(x[i]))[0];
        }
    }

    /// <summary>Adds a · sigmoid(b) to x, where a row of <paramref name="gated"/> is a and then b (Dauphin et al.: Language Modeling with Gated Convolutional Networks, 2017).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGated(float* gated, float* x, int rows, int width)
    {
        for (int row = 0; row < rows; row++, gated += 2 * width, x += width)
        {
            int i = 0;
            for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
                (Vector.Load(x + i) + Gated(Vector.Load(gated + i), Vector.Load(gated + width + i))).Store(x + i);
            for (; i < width; i++)
                x[i] += Gated(new Vector<float>(gated[i]), new Vector<float>(gated[width + i]))[0];
        }
    }

    /// <summary>tanh(a) · sigmoid(b), where a row of <paramref name="gated"/> is a and then b (van den Oord et al. 2016, equation 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TanhGated(float* gated, float* result, int rows, int width)
    {
        for (int row = 0; row < rows; row++, gated += 2 * width, result += width)
        {
            int i = 0;
            for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
                Gated(Tanh(Vector.Load(gated + i)), Vector.Load(gated + width + i)).Store(result + i);
            for (; i < width; i++)
                result[i] = Gated(Tanh(new Vector<float>(gated[i])), new Vector<float>(gated[width + i]))[0];
        }
    }

    /// <summary>x where it is positive, 0 elsewhere, in place.</summary>
    public static void Relu(Span<float> x)
    {
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Max(new Vector<float>(x[i..]), Vector<float>.Zero).CopyTo(x[i..]);
        for (; i < x.Length; i++)
            x[i] = MathF.Max(x[i], 0);
    }

    // (1 - e^-2|x|) / (1 + e^-2|x|), with the sign of x.
    private static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> e = VectorMath.Exp(Vector.Abs(x) * -2f);
        return Vector.CopySign((Vector<float>.One - e) / (Vector<float>.One + e), x);
    }

    private static Vector<float> Elu(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, VectorMath.Exp(Vector.Min(x, Vector<float>.Zero)) - Vector<float>.One);

    private static Vector<float> Gated(Vector<float> a, Vector<float> b) => a / (Vector<float>.One + VectorMath.Exp(-b));
}
