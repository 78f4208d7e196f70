using HierVQ.Codes;

namespace HierVQ.Training;

/// <summary>
/// Whether a training set can fill the codebooks. It holds images x height x width x depth codes of a level; a codebook with more codes than that
/// cannot be used up even if no code came twice, and below ten for each code, most are means of next to nothing.
/// </summary>
public static class CodebookRoom
{
    /// <summary>Codes of the training set for each code of a codebook below which it counts as too large.</summary>
    public const int FewestPerCode = 10;

    /// <summary>The same for a training, of whose images some may be held out: these fill no codebook.</summary>
    internal static IEnumerable<string> Warnings(CodeLayout layout, long images, TrainingOptions options) =>
        Warnings(layout, (long)Math.Round(images * (1 - options.ValidationFraction)));

    /// <summary>What to say of each level whose codebook is too large, with numbers; empty if none is.</summary>
    /// <param name="layout">The shape of a pyramid.</param>
    /// <param name="images">Images to train on.</param>
    public static IEnumerable<string> Warnings(CodeLayout layout, long images)
    {
        for (int i = 0; i < layout.Count; i++)
        {
            CodeLevel level = layout[i];
            long codes = images * level.Count;
            if (codes >= (long)level.CodebookSize * FewestPerCode)
                continue;
            string shape = $"{level.Height} x {level.Width}{(level.Depth > 1 ? $" x {level.Depth}" : "")}";
            yield return $"The codebook of level {i} has {level.CodebookSize} codes, but {images} images give only {codes} codes of {shape} an image: "
                + (codes < level.CodebookSize ? $"at most {codes} codes can be in use at all." : $"{(double)codes / level.CodebookSize:0.#} for each.")
                + $" Take a codebook of at most {Math.Max(2, codes / FewestPerCode)}, or more images.";
        }
    }
}
