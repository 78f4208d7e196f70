using System.Diagnostics;
using System.Globalization;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Trains and measures variants, those that are finished excepted.</summary>
internal static class RunCommand
{
    /// <summary>The file of the output folder with the shown pictures as they are.</summary>
    public const string Originals = "originals.png";

    /// <summary>Runs them one after the other. One that fails does not keep the others from their turn.</summary>
    /// <returns>Names of those that failed.</returns>
    public static IReadOnlyList<string> Run(IReadOnlyList<Variant> variants, Pictures pictures, Workload workload, string output, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var trial = new Trial(pictures, workload, stop);
        var failed = new List<string>();
        Directory.CreateDirectory(output);
        File.WriteAllBytes(Path.Combine(output, Originals), Measurement.Strip(workload.HeldOut(pictures)));
        foreach ((int i, Variant variant) in variants.Index())
        {
            string heading = Text($"[{i + 1}/{variants.Count}, {clock.Elapsed:m\\:ss}] {variant.Name}");
            try
            {
                var folder = new VariantFolder(output, variant);
                VariantFigures? figures = folder.Finished(trial.Recipe(variant));
                Console.WriteLine(figures is null ? $"{heading}: {variant.Title}" : $"{heading}: finished before");
                figures ??= trial.Run(variant, folder);
                Console.WriteLine("    " + Line(figures));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add(variant.Name);
                Console.Error.WriteLine($"    {variant.Name} failed: {e}");
            }
        }
        Console.WriteLine(Text($"{variants.Count - failed.Count} of {variants.Count} variants in {clock.Elapsed:m\\:ss}") + (failed.Count == 0 ? "" : "; failed: " + string.Join(", ", failed)));
        return failed;
    }

    /// <summary>Measures the speeds of all finished variants again, for figures of one machine at one time.</summary>
    public static void Time(Variants variants, Pictures pictures, Workload workload, string output, CancellationToken stop)
    {
        var trial = new Trial(pictures, workload, stop);
        foreach (Finished one in Finished.Of(variants.All, output))
        {
            Console.WriteLine(one.Variant.Name);
            Console.WriteLine("    " + Line(trial.Time(one.Variant, one.Folder, one.Figures)));
        }
    }

    private static string Line(VariantFigures f) => Text($"{f.Whole.Psnr:F2} dB, SSIM {f.Whole.Ssim:F3} at {f.Bits:F0} bits, {string.Join(" + ", f.Levels.Select(level => Text($"{level.Used} of {level.CodebookSize}")))} codes in use, perplexity {string.Join(" + ", f.Levels.Select(level => Text($"{level.Perplexity:F0}")))}; {f.Steps} steps in {f.TrainingSeconds:F0} s; a second: {f.TrainedPerSecond:F0} trained, {f.EncodedPerSecond:F0} encoded, {f.DecodedPerSecond:F0} decoded");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
