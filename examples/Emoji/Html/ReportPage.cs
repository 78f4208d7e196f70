using System.Globalization;
using System.Net;
using HierVQ.Codes;
using HierVQ.Examples.Html;
using HierVQ.Images;

namespace HierVQ.Examples.Emoji.Html;

/// <summary>The report of a run as a page.</summary>
internal static class ReportPage
{
    /// <summary>Writes the page.</summary>
    public static string Of(Findings findings)
    {
        DemoMetrics m = findings.Metrics;
        var page = new HtmlPage(
            $"HierVQ: {findings.Title}, reconstructed, scored and drawn anew",
            Text($"A tokenizer learnt to write a picture of {Pictures.Size} x {Pictures.Size} pixels as {m.CodesPerImage} codes, and a prior learnt which codes go together. ") +
            Text($"Both trained on {m.TrainingPictures} pictures on this machine in {(m.TokenizerSeconds + m.PriorSeconds) / 60:F1} minutes; everything below is from {m.HeldOutPictures} pictures that training never saw, or drawn by the model itself. ") +
            "Another process loaded the saved ML.NET pipeline to make this page.");
        Numbers(page, m);
        Reconstructions(page, findings);
        Samples(page, findings);
        Completions(page, findings);
        Likelihood(page, findings);
        Curves(page, findings);
        Settings(page, findings);
        return page.ToString();
    }

    private static void Numbers(HtmlPage page, DemoMetrics m) => page.Cards(
    [
        (Text($"{m.Psnr:F2} dB"), "PSNR, held out", Text($"mean colour {m.PsnrMeanColour:F1}, 8 x 8 pixels {m.Psnr8x8:F1}, top level alone {m.PsnrTopOnly:F1}")),
        (string.Join(" / ", m.CodesInUse.Select(share => Text($"{share * 100:0.#}"))) + " %", "of the codes in use", "top and bottom level, " + string.Join(" and ", m.CodesPerLevel) + " codes"),
        (Text($"{m.BitsPerCode:F2} bits"), "a code, held out", Text($"counting codes place by place needs {m.UnigramBits:F2}: {m.BitsSaved * 100:F1} % saved")),
        (Text($"{m.ScoredImagesPerSecond:F0} /s"), "pictures scored as rows", Text($"{m.ScoringRatio:F2} of the speed of the bare networks")),
        (Text($"{m.SampledImagesPerSecond:F0} /s"), "pictures drawn", Text($"{m.CodesPerImage} codes each")),
        (m.ScoresEqual ? "equal" : "DIFFERENT", "scores", "of the training process and this one, twice, bit for bit"),
    ]);

    private static void Reconstructions(HtmlPage page, Findings findings)
    {
        page.Section("Reconstructions", "Held-out pictures. In each sheet: the originals, below them what comes back from all their codes, and below that what the 16 codes of the top level alone say.");
        page.Row(Sheets.Reconstructions(findings.HeldOut).Select(png => HtmlPage.Sheet(png, "original, all codes, top level only")));
    }

    private static void Samples(HtmlPage page, Findings findings)
    {
        page.Section("Drawn by category", "New pictures: codes drawn from the prior given the category's name, top level first, then decoded.");
        page.Sheets(findings.Samples.Select(sample => HtmlPage.Sheet(sample.Png, sample.Label)));
    }

    private static void Completions(HtmlPage page, Findings findings)
    {
        page.Section("Completed from the top half", "Held-out pictures of which only the codes of the upper half were kept; the prior drew the rest, several times.");
        page.Table("pictures", ["", "original", "kept", "endings"], findings.Completions.Select(completion => (IReadOnlyList<string>)
        [
            WebUtility.HtmlEncode(completion.Original.Name),
            Image(completion.Original.Rgb),
            Image(Sheets.TopHalf(completion.Original.Rgb)),
            "<div class=\"row\">" + string.Concat(completion.Endings.Select(Image)) + "</div>",
        ]));
    }

    private static void Likelihood(HtmlPage page, Findings findings)
    {
        const int Shown = 4;
        double most = findings.HeldOut.SelectMany(picture => picture.CodeScores).Order().ElementAt((int)(0.98 * findings.HeldOut.Sum(picture => picture.CodeScores.Length)));
        page.Section("How likely the prior finds them", "Bits of every code, given those before it: pale where the prior saw it coming, dark where it was surprised. The most and the least likely held-out pictures, and some between.");
        page.Raw(HeatMap.ScaleToHtml(most));
        ScoredPicture[] byScore = [.. findings.HeldOut.OrderBy(picture => picture.Score)];
        IEnumerable<ScoredPicture> shown = [.. byScore.Take(Shown), .. Pictures.Spread(byScore, Shown), .. byScore.TakeLast(Shown)];
        CodeLevel[] levels = [.. findings.Layout];
        page.Table("pictures",
            ["", "bits a code", "original", "reconstructed", .. levels.Select(level => $"{level.Height} x {level.Width} codes")],
            shown.Distinct().Select(picture => (IReadOnlyList<string>)
            [
                WebUtility.HtmlEncode(picture.Original.Name),
                Text($"{picture.Score:F2}"),
                Image(picture.Original.Rgb),
                Image(picture.Reconstructed),
                .. levels.Select((level, i) => HeatMap.ToHtml(picture.CodeScores.AsSpan(findings.Layout.Offset(i), level.Count), level.Width, most)),
            ]));
    }

    private static void Curves(HtmlPage page, Findings findings)
    {
        TrainingLog log = findings.Log;
        static IEnumerable<(double, double)> Curve(IEnumerable<TrainingProgress> reports, Func<TrainingProgress, double?> value) =>
            reports.Where(report => value(report) is not null).Select(report => ((double)report.Step, value(report)!.Value));
        TrainingProgress[] epochs = [.. log.Tokenizer.Where(report => report.EndOfEpoch)];
        page.Section("Training", "Over the steps of each stage: losses of the training batches, and for the tokenizer what share of its codes each epoch used.");
        page.Row(
        [
            new LineChart("Tokenizer: loss", "by step").Add("loss", Curve(log.Tokenizer, report => report.Loss)).ToHtml(),
            new LineChart("Tokenizer: PSNR", "dB, training pictures").Add("PSNR", Curve(log.Tokenizer, report => report.Psnr)).ToHtml(),
            new LineChart("Tokenizer: codes in use", "% over each epoch") { Range = (0, 104) }
                .Add("top", epochs.Select(report => ((double)report.Step, report.CodesInUse[0] * 100)))
                .Add("bottom", epochs.Select(report => ((double)report.Step, report.CodesInUse[^1] * 100))).ToHtml(),
            new LineChart("Tokenizer: perplexity", "codes, over each epoch")
                .Add("top", epochs.Select(report => ((double)report.Step, report.Perplexity[0])))
                .Add("bottom", epochs.Select(report => ((double)report.Step, report.Perplexity[^1]))).ToHtml(),
            new LineChart("Prior: bits a code", "training pictures, with dropout").Add("bits", Curve(log.Prior, report => report.BitsPerCode)).ToHtml(),
            new LineChart("Pictures a second", "by step of its stage")
                .Add("tokenizer", Curve(log.Tokenizer, report => report.ImagesPerSecond))
                .Add("prior", Curve(log.Prior, report => report.ImagesPerSecond)).ToHtml(),
        ]);
    }

    private static void Settings(HtmlPage page, Findings findings)
    {
        DemoMetrics m = findings.Metrics;
        page.Section("Settings and times", "As the saved model tells them.");
        (string, string)[] times =
        [
            ("Tokenizer's training", Text($"{m.TokenizerSeconds:F0} s, {findings.Log.Tokenizer[^1].Step} steps")),
            ("Prior's training", Text($"{m.PriorSeconds:F0} s, {findings.Log.Prior[^1].Step} steps")),
            ("Training process in all", Text($"{findings.Log.Seconds:F0} s")),
            ("Up to these numbers", Text($"{m.Seconds:F0} s")),
            .. findings.Machine,
        ];
        page.Row(
        [
            SettingsTable.Of("Times and machine", times),
            SettingsTable.Of("Tokenizer", SettingsTable.Properties(findings.Options.Tokenizer)),
            SettingsTable.Of("Prior", SettingsTable.Properties(findings.Options.Prior)),
        ]);
    }

    private static string Image(byte[] rgb) => HtmlPage.Picture(PngImage.Encode(rgb, Pictures.Size, Pictures.Size));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
