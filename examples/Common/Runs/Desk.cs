using HierVQ.Images;

namespace HierVQ.Examples;

/// <summary>What all parts work with: the pictures, how much of everything, and where it goes.</summary>
public sealed class Desk(Pictures pictures, Effort effort, string output, CancellationToken stop) : IDisposable
{
    private const int Shown = 12;
    private readonly Dictionary<int, (ImageSet Training, ImageSet HeldOut)> _sets = [];
    private readonly Dictionary<string, EncodedPictures> _codes = [];
    private readonly Dictionary<string, TrainedTokenizer> _tokenizers = [];
    private EmojiJudge? _judge;

    /// <summary>How much of everything.</summary>
    public Effort Effort => effort;

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
        options.Epochs = effort.Epochs ?? options.Epochs;
        return options;
    }

    /// <summary>A tokenizer, trained once. It stays this object's.</summary>
    public TrainedTokenizer Tokenizer(CodeSource source)
    {
        if (!_tokenizers.TryGetValue(source.Name, out TrainedTokenizer? trained))
        {
            TokenizerOptions options = Shortened(source.Options());
            trained = TrainedTokenizer.Of(new RunFolder(Path.Combine(Folder("tokenizers"), source.Name)), options, Training(options.ImageSize), stop);
            _tokenizers.Add(source.Name, trained);
        }
        return trained;
    }

    /// <summary>The codes of the pictures by a tokenizer.</summary>
    public EncodedPictures Codes(CodeSource source)
    {
        if (!_codes.TryGetValue(source.Name, out EncodedPictures? codes))
        {
            int side = source.Options().ImageSize;
            _codes.Add(source.Name, codes = EncodedPictures.Of(Tokenizer(source), Training(side), HeldOut(side), Labels));
        }
        return codes;
    }

    /// <summary>What judges drawn pictures, trained once.</summary>
    public EmojiJudge Judge => _judge ??= new EmojiJudge(this);

    /// <summary>What a tokenizer's codes depend on.</summary>
    public string RecipeOf(CodeSource source)
    {
        TokenizerOptions options = Shortened(source.Options());
        return Recipe.Of(options, Training(options.ImageSize));
    }

    /// <summary>Some of pictures, evenly spread over all, as a strip.</summary>
    public static byte[] Strip(IReadOnlyList<byte[]> rgb, int side)
    {
        var strip = new ImageGrid(side, side, Shown) { Magnification = 2 * EmojiSheet.Size / side };
        foreach (byte[] picture in Pictures.Spread(rgb, Shown))
            strip.Add(picture);
        return strip.ToPng();
    }

    /// <summary>Frees the networks that trials stood on.</summary>
    public void Dispose()
    {
        foreach (TrainedTokenizer tokenizer in _tokenizers.Values)
            tokenizer.Dispose();
        _judge?.Dispose();
    }

    private (ImageSet Training, ImageSet HeldOut) Sets(int side)
    {
        if (!_sets.TryGetValue(side, out var sets))
        {
            sets = (new ImageSet([.. Pictures.Spread(pictures.Training, effort.TrainingPictures)], side), new ImageSet([.. Pictures.Spread(pictures.HeldOut, effort.HeldOutPictures)], side));
            _sets.Add(side, sets);
        }
        return sets;
    }
}
