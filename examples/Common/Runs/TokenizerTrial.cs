using HierVQ.Metrics;

namespace HierVQ.Examples;

/// <summary>A tokenizer as a trial: it is trained, and measured on held-out pictures.</summary>
public static class TokenizerTrial
{
    /// <summary>Makes the trial.</summary>
    /// <param name="desk">What it works with.</param>
    /// <param name="name">Its name.</param>
    /// <param name="source">The tokenizer.</param>
    /// <param name="more">Measures more of it.</param>
    public static Trial Of(Desk desk, string name, CodeSource source, Action<TrainedTokenizer, RunFolder, TrialFigures>? more = null)
    {
        int side = source.Options().ImageSize;
        return new Trial(name, $"{desk.RecipeOf(source)}, {desk.HeldOut(side).Count} held out", folder =>
        {
            TrainedTokenizer trained = desk.Tokenizer(source);
            TrialFigures figures = Measure(trained, desk.Training(side), desk.HeldOut(side), folder);
            more?.Invoke(trained, folder, figures);
            return figures;
        });
    }

    private static TrialFigures Measure(TrainedTokenizer trained, ImageSet training, ImageSet heldOut, RunFolder folder)
    {
        var figures = new TrialFigures();
        IReadOnlyList<byte[]> back = trained.Tokenizer.Pictures(trained.Tokenizer.Codes(heldOut));
        figures["psnr"] = TokenizerUse.MeanPsnr(heldOut.Rgb, back);
        figures["bits"] = trained.Tokenizer.Layout.Sum(level => level.Count * Math.Log2(level.CodebookSize));
        foreach (CodebookUsage codebook in trained.Usage(trained.Tokenizer.Codes(training)).Codebooks)
        {
            figures[$"used {codebook.Level}.{codebook.Depth}"] = codebook.Share;
            figures[$"perplexity {codebook.Level}.{codebook.Depth}"] = codebook.Perplexity;
        }
        (figures["steps"], figures["seconds"]) = (trained.End.Step, trained.End.Seconds);
        File.WriteAllBytes(folder.File("heldout.png"), Desk.Strip(back, heldOut.Side));
        return figures;
    }
}
