using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the hierarchy with auxiliary decoders (De Fauw, Dieleman, Simonyan: Hierarchical Autoregressive Image Models with Auxiliary
/// Decoders, 2019). The defaults make 4x4 + 8x8 codes of a 32 x 32 image.
/// </summary>
public sealed class AuxiliaryDecoderOptions : TokenizerOptions
{
    private const int MostLevels = 8;

    /// <summary>The levels, top first; the last one makes codes of pixels, each other one of the codes of the level after it. Default a level of factor 2 over one of factor 4.</summary>
    public AuxiliaryLevelOptions[] Levels { get; set; } = [new() { Factor = 2, AutoregressiveAttention = true }, new() { Factor = 4 }];

    /// <summary>Share of the images of a batch that the autoregressive decoders learn from, which cost most of a step. Above 0, at most 1; default 0.25.</summary>
    public double AutoregressiveShare { get; set; } = 0.25;

    /// <summary>Dropout in residual blocks, at least 0 (default) and below 1.</summary>
    public double Dropout { get; set; }

    /// <summary>
    /// Whether decoding draws images from the autoregressive decoder, as the paper generates them, instead of asking the auxiliary one: sharper, and
    /// much slower. Where the pixels have no feed-forward auxiliary decoder, which alone can reconstruct, decoding always draws. Default false.
    /// </summary>
    public bool DrawPixels { get; set; }

    /// <summary>Temperature of what decoding draws: images, and codes of levels that were left out. Above 0; default 1.</summary>
    public double DrawTemperature { get; set; } = 1;

    /// <summary>Seed of what decoding draws. With the codes it decides every draw: equal codes give equal images, in any batch. Default 0.</summary>
    public ulong DrawSeed { get; set; }

    /// <inheritdoc/>
    private protected override bool TrainsInAnyPrecision => true;

    /// <inheritdoc/>
    internal override bool Takes(ImageContent content) => true;

    /// <summary>Whether decoding asks the autoregressive decoder for pixels.</summary>
    [JsonIgnore]
    internal bool DrawsPixels => DrawPixels || Levels[^1].Auxiliary != AuxiliaryDecoderKind.FeedForward;

    /// <inheritdoc/>
    public override ITokenizer Create(torch.Device device)
    {
        using var init = new torch.Generator((ulong)Seed, torch.CPU);
        return new AuxiliaryDecoderVq(this, device, init);
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override CodeLayout Layout => new(Enumerable.Range(0, Levels.Length).Select(level =>
        new CodeLevel(Side(level), Side(level), Levels[level].Depth, Levels[level].CodebookSize)));

    /// <summary>Side of a level's code map, 0 being the top; that of the image for the number of levels.</summary>
    internal int Side(int level) => (int)(ImageSize / Levels.Skip(level).Aggregate(1L, (product, below) => product * below.Factor));

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Above(AutoregressiveShare, 0);
        OptionCheck.Within(AutoregressiveShare, 0, 1);
        OptionCheck.Share(Dropout);
        OptionCheck.Above(DrawTemperature, 0);
        OptionCheck.Within(DrawTemperature, 0, float.MaxValue);
        if (Levels is not { Length: > 0 and <= MostLevels } || Levels.Contains(null!))
            throw new ArgumentOutOfRangeException(nameof(Levels), $"Levels has {Levels?.Length ?? 0} entries, or one that is null; it needs 1 to {MostLevels}, top first.");
        long divisor = 1;
        for (int level = Levels.Length - 1; level >= 0; level--)
        {
            Levels[level].Validate($"Levels[{level}].", (int)(ImageSize / divisor));
            divisor *= Levels[level].Factor;
            // Before the product of the factors leaves its type.
            if (divisor > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(Levels), $"Levels divide images by {divisor} from the last up to Levels[{level}]: no image is so large; take smaller factors.");
        }
        if (ImageSize % divisor != 0)
            throw new ArgumentOutOfRangeException(nameof(ImageSize), ImageSize, $"ImageSize is {ImageSize}; the factors of Levels divide it by {divisor}, so it must be a multiple of that: {Math.Max(1, ImageSize / divisor) * divisor} would do.");
    }
}
