using HierVQ.Codes;
using HierVQ.Images;
using HierVQ.Metrics;

namespace HierVQ.Examples.Priors;

/// <summary>A prior as a trial: trained, measured by held-out pictures, and shown by what it draws and completes.</summary>
internal static class PriorShow
{
    /// <summary>Sheet of drawn pictures, a line a category.</summary>
    public const string Samples = "samples.png";

    /// <summary>Sheet of held-out pictures, the codes of their top half as a picture, and what was drawn below.</summary>
    public const string Completions = "completions.png";

    private const int PerLabel = 10, Completed = 9, Endings = 4, Judged = 450;

    // A little colder than the prior says.
    private static SamplingOptions Sampling(ulong seed) => new() { Temperature = 0.9f, TopP = 0.92f, Seed = seed };

    /// <summary>Makes the trial.</summary>
    public static Trial Of(Desk desk, PriorKind kind) =>
        new(kind.Name, $"{Recipe.Of(desk.Shortened(kind.Options()), desk.RecipeOf(kind.Codes))}, shown", folder =>
        {
            EncodedPictures codes = desk.Codes(kind.Codes);
            using TrainedPrior trained = PriorTrial.Train(desk, kind.Name, codes, kind.Options());
            TrialFigures figures = PriorTrial.Measure(trained);
            Likelihood(trained, codes, figures);
            figures["psnr"] = TokenizerUse.MeanPsnr(desk.HeldOut().Rgb, codes.Tokenizer.Pictures(codes.HeldOut.Codes));
            desk.Judge.Measure(trained, codes, Sampling(seed: 0), Judged, folder, figures);
            File.WriteAllBytes(folder.File(Samples), ByCategory(trained, codes));
            File.WriteAllBytes(folder.File(Completions), Complete(desk, trained, codes));
            return figures;
        });

    private static void Likelihood(TrainedPrior trained, EncodedPictures codes, TrialFigures figures)
    {
        double[] bits = trained.BitsOfCodes(codes);
        figures["bits an image"] = bits.Sum();
        foreach ((int i, CodeLevel level) in codes.Layout.Index())
            figures[$"bits level {i}"] = bits.AsSpan(codes.Layout.Offset(i), level.Count).ToArray().Average();
        var unigram = new UnigramBits(codes.Layout);
        unigram.Add(codes.Training.Codes);
        figures["unigram"] = unigram.BitsPerCode(codes.HeldOut.Codes);
        figures["codes"] = codes.Layout.TotalCodes;
    }

    private static byte[] ByCategory(TrainedPrior trained, EncodedPictures codes)
    {
        int[] classes = [.. Enumerable.Range(0, codes.Labels.Count).SelectMany(label => Enumerable.Repeat(label, PerLabel))];
        var sheet = new ImageGrid(Pictures.Size, Pictures.Size, PerLabel) { Spacing = 1 };
        foreach (byte[] rgb in codes.Tokenizer.Pictures(trained.Draw(classes, Sampling(seed: 1000))))
            sheet.Add(rgb);
        return sheet.ToPng();
    }

    private static byte[] Complete(Desk desk, TrainedPrior trained, EncodedPictures codes)
    {
        int total = codes.Layout.TotalCodes;
        int[] rows = [.. Pictures.Spread([.. Enumerable.Range(0, codes.HeldOut.Conditions.Length)], Completed)];
        int[] prompts = [.. rows.SelectMany(row => Enumerable.Repeat(TopHalf(codes.Layout, codes.HeldOut.Codes.AsSpan(row * total, total)), Endings)).SelectMany(prompt => prompt)];
        trained.Draw(prompts, [.. rows.SelectMany(row => Enumerable.Repeat(codes.HeldOut.Conditions[row], Endings))], Sampling(seed: 2000));
        IReadOnlyList<byte[]> endings = codes.Tokenizer.Pictures(prompts);
        var sheet = new ImageGrid(Pictures.Size, Pictures.Size, Endings + 2) { Spacing = 1 };
        foreach ((int i, int row) in rows.Index())
        {
            byte[] original = desk.HeldOut().Rgb[row], kept = [.. original];
            kept.AsSpan(kept.Length / 2).Fill(0xD8);
            sheet.Add(original);
            sheet.Add(kept);
            for (int ending = 0; ending < Endings; ending++)
                sheet.Add(endings[(i * Endings) + ending]);
        }
        return sheet.ToPng();
    }

    // Codes of the lower half of every level are left to be drawn.
    private static int[] TopHalf(CodeLayout layout, ReadOnlySpan<int> codes)
    {
        int[] prompt = codes.ToArray();
        foreach ((int i, CodeLevel level) in layout.Index())
            prompt.AsSpan(layout.Offset(i) + (level.Count / 2), level.Count - (level.Count / 2)).Fill(-1);
        return prompt;
    }
}
