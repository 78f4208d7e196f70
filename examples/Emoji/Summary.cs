using System.Globalization;

namespace HierVQ.Examples.Emoji;

/// <summary>The last lines of a run.</summary>
internal static class Summary
{
    /// <summary>Says what came out and where it lies.</summary>
    public static void Write(Findings findings, OutputFiles files)
    {
        DemoMetrics m = findings.Metrics;
        string text = string.Create(CultureInfo.InvariantCulture, $"""

            held-out PSNR        {m.Psnr:F2} dB (mean colour {m.PsnrMeanColour:F2}, 8 x 8 pixels {m.Psnr8x8:F2}, top level alone {m.PsnrTopOnly:F2})
            codes in use         {string.Join(" + ", m.CodesInUse.Select((share, level) => string.Create(CultureInfo.InvariantCulture, $"{share:P1} of {m.CodesPerLevel[level]}")))}, {m.CodesPerImage} codes a picture
            held-out bits a code {m.BitsPerCode:F3} (unigram {m.UnigramBits:F3}: {m.BitsSaved:P1} saved)
            scoring              {m.ScoredImagesPerSecond:F0} pictures/s through IDataView, {m.ScoringRatio:F2} of the bare networks
            scores               {(m.ScoresEqual ? "the same in both processes and twice in this one, bit for bit" : "NOT the same as in the training process")}
            time                 {TimeSpan.FromSeconds(m.Seconds):m\:ss} in all, {m.TokenizerSeconds:F0} s for the tokenizer, {m.PriorSeconds:F0} s for the prior

            {files.Report}
            """);
        Console.WriteLine(text);
    }
}
