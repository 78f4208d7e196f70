using System.Globalization;

namespace HierVQ.Examples.Mnist;

/// <summary>The figures of a run beside each other: real digits, the same through the tokenizer, and drawn ones.</summary>
internal static class Tables
{
    /// <summary>All figures of the three sets.</summary>
    public static FigureTable Sets(MnistMetrics m)
    {
        IReadOnlyList<string> Row(string name, Func<SetFigures, double> value, string format, bool ratio) =>
        [
            name, .. ((SetFigures[])[m.Test, m.Reconstructed, m.Drawn, m.Kept]).Select(set => value(set).ToString(format, CultureInfo.InvariantCulture)),
            ratio ? (value(m.Drawn) / value(m.Test)).ToString("F2", CultureInfo.InvariantCulture) : "",
        ];
        return new FigureTable(["", "real test digits", "through the tokenizer", "drawn", "drawn, half rejected", "drawn / real"],
        [
            Row("read as what they should say", set => 100 * set.Recognised, "0.0' %'", ratio: false),
            Row("nearest training digit, pixels", set => set.NearestPixels, "F2", ratio: true),
            Row("the nearest hundredth, pixels", set => set.NearestPixelsLowest, "F2", ratio: true),
            Row("nearest training digit, features", set => set.NearestFeatures, "F2", ratio: true),
            Row("spread within a digit, pixels", set => set.SpreadPixels, "F2", ratio: true),
            Row("spread within a digit, features", set => set.SpreadFeatures, "F2", ratio: true),
            Row("Frechet distance to training digits", set => set.Frechet, "F2", ratio: false),
            Row("precision", set => set.Prdc.Precision, "F3", ratio: false),
            Row("recall", set => set.Prdc.Recall, "F3", ratio: false),
            Row("density", set => set.Prdc.Density, "F3", ratio: false),
            Row("coverage", set => set.Prdc.Coverage, "F3", ratio: false),
        ]);
    }

    /// <summary>What the judge reads, for each value.</summary>
    public static FigureTable Digits(MnistMetrics m)
    {
        static IReadOnlyList<string> Row(string name, SetFigures set) => [name, .. set.RecognisedOf.Select(share => (100 * share).ToString("F1", CultureInfo.InvariantCulture))];
        return new FigureTable(["read as what they should say, %", .. Enumerable.Range(0, 10).Select(Digit.Name)],
            [Row("real test digits", m.Test), Row("through the tokenizer", m.Reconstructed), Row("drawn", m.Drawn), Row("drawn, half rejected", m.Kept)]);
    }

    /// <summary>The figures of the run as a whole.</summary>
    public static FigureTable Run(MnistMetrics m)
    {
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        return new FigureTable(["the run", ""],
        [
            ["the judge on real test digits", Text($"{m.JudgeAccuracy:P2} of {m.TestDigits} read right")],
            ["drawn digits", Text($"{m.Drawn.Recognised:P1} of {m.Drawn.Count} read as the digit that was asked for")],
            ["tokenizer", Text($"{m.CodesPerDigit} codes a digit, {m.Psnr:F2} dB on test digits")],
            ["prior", Text($"{m.BitsPerCode:F3} bits a code on test digits, given what they say")],
            ["training", Text($"tokenizer {m.TrainingSeconds[0] / 60:F1} min, prior {m.TrainingSeconds[1] / 60:F1} min, judge {m.TrainingSeconds[2] / 60:F1} min, on {m.TrainingDigits} digits; of both stages {m.ProcessorSeconds / 60:F1} min of processor time")],
            ["drawing", Text($"{m.DrawnPerSecond:F0} digits a second")],
        ]);
    }
}
