using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// Group norm over <see cref="ChannelsLast"/> maps on the CPU, without gradients: libtorch's own is ten times slower there than over planes,
/// wherever maps are small. Swish may follow in the same pass over memory. The images of a batch are shared among as many threads as libtorch has.
/// </summary>
internal static class ChannelsLastNorm
{
    /// <summary>The norm of a map (N, C, H, W), channels last, as a new map of the same kind.</summary>
    public static Tensor Norm(Tensor map, Tensor weight, Tensor bias, int groups, double epsilon) => Apply<Unchanged>(map, weight, bias, groups, epsilon);

    /// <summary>The norm, then x·sigmoid(x).</summary>
    public static Tensor NormSwish(Tensor map, Tensor weight, Tensor bias, int groups, double epsilon) => Apply<Swish>(map, weight, bias, groups, epsilon);

    private static Tensor Apply<TActivation>(Tensor map, Tensor weight, Tensor bias, int groups, double epsilon) where TActivation : IActivation
    {
        Tensor result = map.empty_like(); // channels last, as the map is
        int images = (int)map.size(0), threads = get_num_threads();
        void Image(int image)
        {
            using Tensor source = map.select(0, image), target = result.select(0, image);
            using Tensor sourceVectors = source.permute(1, 2, 0), targetVectors = target.permute(1, 2, 0); // (H, W, C)
            Apply<TActivation>(Floats(sourceVectors), Floats(targetVectors), Floats(weight), Floats(bias), groups, epsilon);
        }
        if (images == 1 || threads == 1)
        {
            for (int image = 0; image < images; image++)
                Image(image);
        }
        else
        {
            Parallel.For(0, images, new ParallelOptions { MaxDegreeOfParallelism = threads }, Image);
        }
        return result;
    }

    private static void Apply<TActivation>(ReadOnlySpan<float> source, Span<float> target, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int groups, double epsilon)
        where TActivation : IActivation
    {
        int channels = weight.Length, positions = source.Length / channels;
        Span<float> scale = stackalloc float[channels], shift = stackalloc float[channels];
        Moments(source, scale, shift);
        ToScaleAndShift(source[..channels], scale, shift, weight, bias, positions, channels / groups, epsilon);
        for (int position = 0; position < positions; position++)
            Map<TActivation>(source.Slice(position * channels, channels), target.Slice(position * channels, channels), scale, shift);
    }

    // Sums and sums of squares of each channel, less the channel's first value: so nothing is lost where the mean is large against the deviation.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Moments(ReadOnlySpan<float> source, Span<float> sums, Span<float> squares)
    {
        int channels = sums.Length, width = Vector<float>.Count;
        for (int channel = 0; channel < channels; channel += width)
        {
            var first = new Vector<float>(source[channel..]);
            (Vector<float> sum, Vector<float> square) = (Vector<float>.Zero, Vector<float>.Zero);
            for (int at = channel; at < source.Length; at += channels)
            {
                Vector<float> x = new Vector<float>(source[at..]) - first;
                sum += x;
                square = Vector.MultiplyAddEstimate(x, x, square);
            }
            sum.CopyTo(sums[channel..]);
            square.CopyTo(squares[channel..]);
        }
    }

    // Of sums and squares, in their place, what each channel is multiplied by and what is added then.
    private static void ToScaleAndShift(ReadOnlySpan<float> first, Span<float> scale, Span<float> shift, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int positions, int size, double epsilon)
    {
        for (int start = 0; start < scale.Length; start += size)
        {
            double mean = 0, variance = 0;
            for (int channel = start; channel < start + size; channel++)
                mean += (first[channel] + (double)scale[channel] / positions) / size;
            for (int channel = start; channel < start + size; channel++)
            {
                double offset = first[channel] - mean; // E[(x - mean)²] by what is known of x - first
                variance += ((double)shift[channel] / positions + 2 * offset * scale[channel] / positions + offset * offset) / size;
            }
            double inverse = 1 / Math.Sqrt(Math.Max(variance, 0) + epsilon);
            for (int channel = start; channel < start + size; channel++)
            {
                scale[channel] = (float)(weight[channel] * inverse);
                shift[channel] = (float)(bias[channel] - mean * weight[channel] * inverse);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TActivation>(ReadOnlySpan<float> source, Span<float> target, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift) where TActivation : IActivation
    {
        for (int channel = 0; channel < scale.Length; channel += Vector<float>.Count)
        {
            Vector<float> x = Vector.MultiplyAddEstimate(new Vector<float>(source[channel..]), new Vector<float>(scale[channel..]), new Vector<float>(shift[channel..]));
            TActivation.Of(x).CopyTo(target[channel..]);
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private interface IActivation
    {
        static abstract Vector<float> Of(Vector<float> x);
    }

    private readonly struct Unchanged : IActivation
    {
        public static Vector<float> Of(Vector<float> x) => x;
    }

    private readonly struct Swish : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> x) => x / (Vector<float>.One + VectorMath.Exp(-x));
    }
}
