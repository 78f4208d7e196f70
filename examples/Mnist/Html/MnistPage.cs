using System.Globalization;
using HierVQ.Examples.Html;

namespace HierVQ.Examples.Mnist.Html;

/// <summary>The report of a run as a page.</summary>
internal static class MnistPage
{
    /// <summary>Writes the page.</summary>
    public static string Of(Findings findings)
    {
        MnistMetrics m = findings.Metrics;
        var page = new HtmlPage("HierVQ: handwritten digits, drawn on demand",
            Text($"A tokenizer learnt to write a digit as {m.CodesPerDigit} codes, and a prior which codes go together for the digit that is asked for. Both trained on {m.TrainingDigits} digits of MNIST in {(m.TrainingSeconds[0] + m.TrainingSeconds[1]) / 60:F1} minutes. ") +
            Text($"A convolutional network that trained on real digits alone, the judge, reads what they drew: it reads {m.JudgeAccuracy * 100:F2} % of {m.TestDigits} real test digits right."));
        page.Cards(
        [
            (Text($"{m.Drawn.Recognised * 100:0.0} %"), "read as asked", Text($"of {m.Drawn.Count} drawn digits; of real ones {m.Test.Recognised * 100:0.0} %, with half rejected {m.Kept.Recognised * 100:0.0} %")),
            (Text($"{m.Drawn.NearestPixels:F2}"), "from the nearest training digit", Text($"in pixels; real test digits {m.Test.NearestPixels:F2}")),
            (Text($"{m.Drawn.SpreadPixels:F2}"), "spread within a digit", Text($"in pixels; real test digits {m.Test.SpreadPixels:F2}")),
            (Text($"{m.Psnr:F2} dB"), "through the tokenizer", "PSNR of all test digits"),
            (Text($"{m.BitsPerCode:F2} bits"), "a code", "of test digits, given what they say"),
            (Text($"{m.DrawnPerSecond:F0} /s"), "digits drawn", Text($"{m.CodesPerDigit} codes each")),
        ]);
        Sheet(page, findings, "Drawn", "New digits, a row for each value: codes drawn from the prior given the digit, top level first, then decoded. None is picked.", "drawn");
        Sheet(page, findings, "Real", "Test digits, for comparison.", "real");
        page.Section("Figures", "Distances are roots of summed squares: of 28 x 28 pixels where ink is 1, or of the 64 numbers that the judge sees before it decides. Nearest: the mean over digits of the distance to the nearest of all training digits; copies of training digits would bring it to 0, noise far up. "
            + "Spread: the mean distance between two that should say the same. The Frechet distance, precision, recall, density and coverage are in the judge's features; the last four against as many training digits. Half rejected: the better half of twice as many, by another judge that trained on every other training digit.");
        Table(page, Tables.Sets(m));
        Table(page, Tables.Digits(m));
        Sheet(page, findings, "Nearest training digits", "Drawn digits, below each the training digit that is nearest in pixels.", "nearest");
        Sheet(page, findings, "Misread", "Drawn digits that the judge reads as something else, a row for the value that was asked for.", "misread");
        Sheet(page, findings, "Through the tokenizer", "Test digits, and below them what comes back from their codes.", "reconstructed");
        Curves(page, findings.Log);
        page.Section("Settings and times", "As the saved model tells them.");
        page.Row(
        [
            SettingsTable.Of("Times and machine",
            [
                ("Tokenizer's training", Text($"{m.TrainingSeconds[0]:F0} s, {findings.Log.Tokenizer[^1].Step} steps")),
                ("Prior's training", Text($"{m.TrainingSeconds[1]:F0} s, {findings.Log.Prior[^1].Step} steps")),
                ("Processor time of both", Text($"{m.ProcessorSeconds:F0} s")),
                ("Judge's training", Text($"{m.TrainingSeconds[2]:F0} s")),
                .. Machine.Describe(),
            ]),
            SettingsTable.Of("Tokenizer", SettingsTable.Properties(findings.Options.Tokenizer)),
            SettingsTable.Of("Prior", SettingsTable.Properties(findings.Options.Prior)),
        ]);
        return page.ToString();
    }

    private static void Table(HtmlPage page, FigureTable table) => page.Table("numbers", table.Head, table.Rows);

    private static void Sheet(HtmlPage page, Findings findings, string heading, string text, string name)
    {
        page.Section(heading, text);
        page.Row([HtmlPage.Sheet(findings.Sheets[name], name)]);
    }

    private static void Curves(HtmlPage page, TrainingLog log)
    {
        page.Section("Training", "Over the steps of each stage, of the training batches.");
        page.Row(
        [
            new LineChart("Tokenizer: PSNR", "dB").Add("PSNR", Curve(log.Tokenizer, report => report.Psnr)).ToHtml(),
            new LineChart("Prior: bits a code", "with dropout").Add("bits", Curve(log.Prior, report => report.BitsPerCode)).ToHtml(),
        ]);
    }

    private static IEnumerable<(double, double)> Curve(IEnumerable<TrainingProgress> reports, Func<TrainingProgress, double?> value) =>
        reports.Where(report => value(report) is not null).Select(report => ((double)report.Step, value(report)!.Value));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
