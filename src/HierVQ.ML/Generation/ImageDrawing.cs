using HierVQ.Sampling;

namespace HierVQ.Generation;

/// <summary>Fills the holes of code pyramids and decodes them, a batch at a time.</summary>
internal sealed class ImageDrawing(GenerativeModel model, SamplerPool samplers)
{
    private readonly int _total = model.Prior.Prior.Layout.TotalCodes;

    /// <param name="codes">Pyramids, one after the other; -1 is a hole. Filled in place.</param>
    /// <param name="conditions">The condition of each pyramid, one after the other.</param>
    /// <param name="options">How codes are drawn.</param>
    /// <param name="firstSeed">Pyramid i is drawn from this + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellation">Ends the work between two codes.</param>
    public GeneratedImage[] Draw(int[] codes, int[] conditions, SamplingOptions options, ulong firstSeed, IProgress<double>? progress, CancellationToken cancellation)
    {
        var images = new GeneratedImage[codes.Length / _total];
        int length = images.Length == 0 ? 0 : conditions.Length / images.Length;
        ICodeSampler sampler = samplers.Take();
        try
        {
            for (int first = 0; first < images.Length; first += samplers.BatchSize)
            {
                int count = Math.Min(samplers.BatchSize, images.Length - first);
                var share = progress is null ? null : new Share(progress, (double)first / images.Length, (double)count / images.Length, count * _total);
                DrawBatch(sampler, codes.AsSpan(first * _total, count * _total), conditions.AsSpan(first * length, count * length), images.AsSpan(first, count), options, firstSeed + (ulong)first, share, cancellation);
                progress?.Report((double)(first + count) / images.Length);
            }
        }
        finally
        {
            samplers.Return(sampler);
        }
        return images;
    }

    private void DrawBatch(ICodeSampler sampler, Span<int> codes, ReadOnlySpan<int> conditions, Span<GeneratedImage> images, SamplingOptions options, ulong firstSeed, IProgress<int>? progress, CancellationToken cancellation)
    {
        ulong[] seeds = new ulong[images.Length];
        float[] logProbabilities = new float[codes.Length];
        for (int i = 0; i < images.Length; i++)
            seeds[i] = firstSeed + (ulong)i;
        sampler.Sample(codes, conditions, seeds, options, logProbabilities, progress, cancellation);
        byte[][] rgb = model.Images.Decode(codes, images.Length);
        for (int i = 0; i < images.Length; i++)
        {
            double likelihood = 0;
            foreach (float logProbability in logProbabilities.AsSpan(i * _total, _total))
                likelihood += logProbability;
            images[i] = new GeneratedImage(model.Images.Tokenizer.Options.ImageSize, rgb[i], codes.Slice(i * _total, _total).ToArray(), likelihood, seeds[i], options.Label);
        }
    }

    /// <summary>One batch's part of the whole.</summary>
    private sealed class Share(IProgress<double> whole, double start, double part, int steps) : IProgress<int>
    {
        public void Report(int value) => whole.Report(start + (part * Math.Min(value, steps) / steps));
    }
}
