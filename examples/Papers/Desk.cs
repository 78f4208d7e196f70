using HierVQ.Codes;
using HierVQ.Images;

namespace HierVQ.Examples.Papers;

/// <summary>What all parts work with: the pictures, how much of everything, and where it goes.</summary>
internal sealed class Desk(Pictures pictures, Workload workload, string output, CancellationToken stop)
{
    private const int Shown = 12;
    private readonly Dictionary<int, (ImageSet Training, ImageSet HeldOut)> _sets = [];

    /// <summary>How much of everything.</summary>
    public Workload Workload => workload;

    /// <summary>The names of the categories.</summary>
    public IReadOnlyList<string> Labels { get; } = pictures.Labels;

    /// <summary>Ends a training; it goes on from there next time.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Where a part, or what several parts use, is kept.</summary>
    public string Folder(string part) => Path.Combine(output, part);

    /// <summary>The pictures to train on, brought to a size.</summary>
    public ImageSet Training(int side = EmojiSheet.Size) => Sets(side).Training;

    /// <summary>The held-out pictures, brought to a size.</summary>
    public ImageSet HeldOut(int side = EmojiSheet.Size) => Sets(side).HeldOut;

    /// <summary>Options as this run takes them.</summary>
    public T Shortened<T>(T options) where T : TrainingOptions
    {
        options.Epochs = workload.Epochs ?? options.Epochs;
        return options;
    }

    /// <summary>A tokenizer that several trials stand on, trained once.</summary>
    public TrainedTokenizer Tokenizer(string name, TokenizerOptions options) =>
        TrainedTokenizer.Of(new RunFolder(Path.Combine(Folder("tokenizers"), name)), Shortened(options), Training(options.ImageSize), stop);

    /// <summary>A tokenizer as a trial: it is trained, and measured on held-out pictures.</summary>
    /// <param name="name">The trial's name.</param>
    /// <param name="make">Makes its options.</param>
    /// <param name="more">Measures more of it.</param>
    public Trial TokenizerTrial(string name, Func<TokenizerOptions> make, Action<TrainedTokenizer, RunFolder, TrialFigures>? more = null)
    {
        TokenizerOptions options = Shortened(make());
        ImageSet training = Training(options.ImageSize), heldOut = HeldOut(options.ImageSize);
        return new Trial(name, $"{Recipe.Of(options, training)}, {heldOut.Count} held out", folder =>
        {
            using TrainedTokenizer trained = TrainedTokenizer.Of(new RunFolder(folder.File("tokenizer")), Shortened(make()), training, stop);
            TrialFigures figures = Measure(trained, training, heldOut, folder);
            more?.Invoke(trained, folder, figures);
            return figures;
        });
    }

    /// <summary>Some of pictures, evenly spread over all, as a strip.</summary>
    public static byte[] Strip(IReadOnlyList<byte[]> rgb, int side)
    {
        var strip = new ImageGrid(side, side, Shown) { Magnification = 2 * EmojiSheet.Size / side };
        foreach (byte[] picture in Pictures.Spread(rgb, Shown))
            strip.Add(picture);
        return strip.ToPng();
    }

    private static TrialFigures Measure(TrainedTokenizer trained, ImageSet training, ImageSet heldOut, RunFolder folder)
    {
        var figures = new TrialFigures();
        CodeLayout layout = trained.Tokenizer.Layout;
        IReadOnlyList<byte[]> back = trained.Tokenizer.Pictures(trained.Tokenizer.Codes(heldOut));
        figures["psnr"] = TokenizerUse.MeanPsnr(heldOut.Rgb, back);
        figures["bits"] = layout.Sum(level => level.Count * Math.Log2(level.CodebookSize));
        var usage = trained.Usage(trained.Tokenizer.Codes(training));
        foreach (var codebook in usage.Codebooks)
        {
            figures[$"used {codebook.Level}.{codebook.Depth}"] = codebook.Share;
            figures[$"perplexity {codebook.Level}.{codebook.Depth}"] = codebook.Perplexity;
        }
        (figures["steps"], figures["seconds"]) = (trained.End.Step, trained.End.Seconds);
        File.WriteAllBytes(folder.File("heldout.png"), Strip(back, heldOut.Side));
        return figures;
    }

    private (ImageSet Training, ImageSet HeldOut) Sets(int side)
    {
        if (!_sets.TryGetValue(side, out var sets))
        {
            sets = (new ImageSet([.. Pictures.Spread(pictures.Training, workload.TrainingPictures)], side), new ImageSet([.. Pictures.Spread(pictures.HeldOut, workload.HeldOutPictures)], side));
            _sets.Add(side, sets);
        }
        return sets;
    }
}
