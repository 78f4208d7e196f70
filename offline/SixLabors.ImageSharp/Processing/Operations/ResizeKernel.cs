using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>The source pixels that one target pixel is summed from, and their weights, which sum to one.</summary>
internal readonly record struct ResizeKernel(int Start, float[] Weights)
{
    private const double Tolerance = 1e-8;

    /// <summary>
    /// A kernel for each target pixel. The sampler is stretched by the scale where pixels get fewer, so that every source pixel counts;
    /// at the borders what is missing is left out and the rest weighs more.
    /// </summary>
    public static ResizeKernel[] Create(IResampler sampler, int targetLength, int sourceLength)
    {
        double ratio = (double)sourceLength / targetLength;
        double scale = Math.Max(1, ratio);
        int radius = (int)Ceiling(scale * sampler.Radius);
        ResizeKernel[] kernels = new ResizeKernel[targetLength];
        for (int i = 0; i < targetLength; i++)
        {
            double center = ((i + 0.5) * ratio) - 0.5;
            int first = Math.Max(0, (int)Ceiling(center - radius));
            int last = Math.Min(sourceLength - 1, (int)Floor(center + radius));
            kernels[i] = new ResizeKernel(first, Weigh(sampler, center, scale, first, last));
        }

        return kernels;
    }

    private static float[] Weigh(IResampler sampler, double center, double scale, int first, int last)
    {
        double[] values = new double[last - first + 1];
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i] = sampler.GetValue((float)((first + i - center) / scale));
        }

        return Array.ConvertAll(values, value => (float)(sum > 0 ? value / sum : value));
    }

    /// <summary>Values within the tolerance of a whole number are that number.</summary>
    private static double Ceiling(double value) => Math.Abs(value - Math.Round(value)) < Tolerance ? Math.Round(value) : Math.Ceiling(value);

    private static double Floor(double value) => Math.Abs(value - Math.Round(value)) < Tolerance ? Math.Round(value) : Math.Floor(value);
}
