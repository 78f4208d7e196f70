namespace HierVQ.Generation;

/// <summary>Draws images in rounds and keeps those that a classifier most likely takes for their label.</summary>
internal sealed class Rejection(ImageClassifier classifier, RejectionOptions options, ulong firstSeed)
{
    /// <param name="count">Images to keep.</param>
    /// <param name="draw">Draws so many images, the first from so many seeds after the first of all.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    public GeneratedImages Run(int count, Func<int, int, IProgress<double>?, GeneratedImage[]> draw, IProgress<double>? progress)
    {
        int drawn = checked((int)Math.Ceiling(count / options.AcceptanceRate));
        List<GeneratedImage> kept = [];
        for (int first = 0; first < drawn; first += options.RoundSize)
        {
            int round = Math.Min(options.RoundSize, drawn - first);
            GeneratedImage[] images = draw(first, round, progress is null ? null : new Part(progress, (double)first / drawn, (double)round / drawn));
            float[] probabilities = classifier.Probabilities(images);
            for (int i = 0; i < round; i++)
                images[i].Probability = probabilities[i];
            // Of equal probabilities the earlier seed stays, so that rounds do not matter.
            kept = [.. kept.Concat(images).OrderByDescending(image => image.Probability).ThenBy(Number).Take(count)];
        }
        return new GeneratedImages([.. kept.OrderBy(Number)], drawn);
    }

    // Seeds may run over the end of their range.
    private ulong Number(GeneratedImage image) => unchecked(image.Seed - firstSeed);

    private sealed class Part(IProgress<double> whole, double start, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(start + (share * value));
    }
}
