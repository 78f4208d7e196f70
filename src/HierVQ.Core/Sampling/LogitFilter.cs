using System.Buffers;
using System.Numerics;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling;

/// <summary>
/// From the logits of one code to the probabilities it is drawn with: temperature, then top-k, then softmax, then top-p (nucleus), as the
/// samplers of RQ-Transformer and HQ-Transformer apply them; and the draw itself.
/// </summary>
/// <param name="temperature">Logits are divided by this. Above 0.</param>
/// <param name="topK">Codes kept before the softmax, with all ties for the last place; 0 keeps all.</param>
/// <param name="topP">Probability that the kept codes reach together; 1 keeps all.</param>
public readonly struct LogitFilter(float temperature, int topK, float topP)
{
    /// <summary>The filter of one level.</summary>
    /// <param name="options">Temperature, top-k and top-p.</param>
    /// <param name="level">The level, 0 being the top; where all codes are of one level, the depth.</param>
    /// <exception cref="ArgumentNullException">There are no options.</exception>
    public static LogitFilter OfLevel(SamplingOptions options, int level)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(options.Temperature[level], options.TopK[level], options.TopP[level]);
    }

    /// <summary>Turns the logits of one row into probabilities, in place. They sum to 1 to float32 rounding; a code that was cut has 0.</summary>
    /// <param name="logits">K logits; probabilities afterwards.</param>
    public void Apply(Span<float> logits)
    {
        if (temperature != 1)
            Divide(logits, temperature);
        KeepTopK(logits, topK);
        VectorMath.Softmax(logits);
        KeepTopP(logits, topP);
    }

    /// <summary>The same for rows of logits (M, K) on any device: probabilities (M, K), without waiting for the device.</summary>
    /// <param name="logits">(M, K), left as they are.</param>
    public Tensor Apply(Tensor logits)
    {
        using DisposeScope scope = NewDisposeScope();
        if (temperature != 1)
            logits = logits.div(temperature);
        if (topK > 0 && topK < logits.size(1))
            logits = logits.masked_fill(logits.lt(logits.topk(topK, dim: 1).values.narrow(1, topK - 1, 1)), float.NegativeInfinity);
        Tensor probabilities = logits.softmax(1);
        if (topP < 1)
        {
            (Tensor sorted, Tensor order) = probabilities.sort(dim: 1, descending: true, stable: true);
            Tensor exact = sorted.to(ScalarType.Float64);
            Tensor cut = exact.cumsum(1).sub_(exact).ge(topP); // what comes before has reached p; nothing comes before the first
            Tensor kept = exact.masked_fill_(cut, 0);
            kept = kept.div_(kept.sum(1, keepdim: true)).to(probabilities.dtype);
            probabilities = probabilities.zeros_like().scatter_(1, order, kept);
        }
        return probabilities.MoveToOuterDisposeScope();
    }

    /// <summary>The same draw for rows of probabilities (M, K) and uniform numbers (M), Float64, on any device: codes (M), Int64.</summary>
    /// <param name="probabilities">(M, K), each row summing to 1.</param>
    /// <param name="uniforms">(M) Float64, in [0, 1).</param>
    public static Tensor Draw(Tensor probabilities, Tensor uniforms)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sums = probabilities.cumsum(1, ScalarType.Float64);
        Tensor drawn = sums.le(uniforms.unsqueeze(1)).sum(1);
        Tensor last = sums.lt(sums.narrow(1, sums.size(1) - 1, 1)).sum(1);
        return drawn.minimum(last).MoveToOuterDisposeScope();
    }

    /// <summary>Sets to minus infinity what is below the <paramref name="k"/>-th largest logit; all ties with it are kept. 0 keeps all.</summary>
    /// <param name="logits">K logits, changed in place.</param>
    /// <param name="k">How many to keep; 0, and K and more, keep all.</param>
    public static void KeepTopK(Span<float> logits, int k)
    {
        if (k <= 0 || k >= logits.Length)
            return;
        float threshold = KthLargest(logits, k);
        var bound = new Vector<float>(threshold);
        var cut = new Vector<float>(float.NegativeInfinity);
        int i = 0;
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var row = new Vector<float>(logits[i..]);
            Vector.ConditionalSelect(Vector.LessThan(row, bound), cut, row).CopyTo(logits[i..]);
        }
        for (; i < logits.Length; i++)
            logits[i] = logits[i] < threshold ? float.NegativeInfinity : logits[i];
    }

    /// <summary>
    /// Goes through the probabilities from the largest (of equal ones, the lower index first), drops every one before which the running sum
    /// has already reached <paramref name="p"/>, keeps at least one, and scales what is left to sum to 1. 1 keeps all.
    /// </summary>
    /// <param name="probabilities">K probabilities that sum to 1, changed in place.</param>
    /// <param name="p">Probability to reach, above 0.</param>
    public static void KeepTopP(Span<float> probabilities, float p)
    {
        if (p >= 1)
            return;
        // What is below (1 - p) / n cannot be in the nucleus: all such entries together weigh less than 1 - p. Sorting the rest is cheap.
        float floor = (1 - p) / probabilities.Length * 0.999f;
        ulong[] keys = ArrayPool<ulong>.Shared.Rent(probabilities.Length);
        try
        {
            int count = 0;
            for (int i = 0; i < probabilities.Length; i++)
            {
                if (probabilities[i] >= floor)
                    keys[count++] = ((ulong)~BitConverter.SingleToUInt32Bits(probabilities[i]) << 32) | (uint)i;
            }
            Span<ulong> sorted = keys.AsSpan(0, count);
            sorted.Sort();
            double sum = 0;
            int kept = 0;
            while (kept < count && (kept == 0 || sum < p))
                sum += BitConverter.UInt32BitsToSingle(~(uint)(sorted[kept++] >> 32));
            if (kept == 0)
                return;
            probabilities.Clear();
            foreach (ulong key in sorted[..kept])
                probabilities[(int)(uint)key] = (float)(BitConverter.UInt32BitsToSingle(~(uint)(key >> 32)) / sum);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(keys);
        }
    }

    /// <summary>
    /// Draws by the inverse distribution function: the smallest index whose running sum of probabilities is above <paramref name="uniform"/>,
    /// a number in [0, 1). Where rounding leaves no such index it is the last one that has a probability.
    /// </summary>
    /// <param name="probabilities">K probabilities that sum to 1.</param>
    /// <param name="uniform">The random number.</param>
    public static int Draw(ReadOnlySpan<float> probabilities, float uniform)
    {
        double sum = 0;
        int last = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] <= 0)
                continue;
            last = i;
            sum += probabilities[i];
            if (sum > uniform)
                break;
        }
        return last;
    }

    private static void Divide(Span<float> logits, float divisor)
    {
        int i = 0;
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(logits[i..]) / divisor).CopyTo(logits[i..]);
        for (; i < logits.Length; i++)
            logits[i] /= divisor;
    }

    /// <summary>Quickselect (Hoare) on a copy.</summary>
    private static float KthLargest(ReadOnlySpan<float> values, int k)
    {
        float[] copy = ArrayPool<float>.Shared.Rent(values.Length);
        try
        {
            values.CopyTo(copy);
            int left = 0, right = values.Length - 1, target = k - 1;
            while (left < right)
            {
                float pivot = MedianOfThree(copy[left], copy[(left + right) / 2], copy[right]);
                int i = left, j = right;
                while (i <= j)
                {
                    while (copy[i] > pivot)
                        i++;
                    while (copy[j] < pivot)
                        j--;
                    if (i <= j)
                    {
                        (copy[i], copy[j]) = (copy[j], copy[i]);
                        i++;
                        j--;
                    }
                }
                if (target <= j)
                    right = j;
                else if (target >= i)
                    left = i;
                else
                    break;
            }
            return copy[target];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(copy);
        }
    }

    private static float MedianOfThree(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
