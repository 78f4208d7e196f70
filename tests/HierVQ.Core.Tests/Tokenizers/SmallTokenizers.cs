using System.Reflection;
using System.Text.Json.Serialization;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

/// <summary>Options of every kind of the closed list, made so small that a training takes seconds, and images for each content.</summary>
internal static class SmallTokenizers
{
    public const int Side = 16;
    public const int Classes = 4;

    /// <summary>The kinds, as options.json names them.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. typeof(TokenizerOptions).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!).Order(StringComparer.Ordinal)];

    /// <summary>Each kind with each content that it takes, as arguments of a test.</summary>
    public static IEnumerable<object[]> KindsAndContents =>
        from kind in Kinds
        from content in Enum.GetValues<ImageContent>()
        where Default(kind).Takes(content)
        select (object[])[kind, content];

    public static TokenizerOptions Default(string kind) =>
        (TokenizerOptions)Activator.CreateInstance(typeof(TokenizerOptions).GetCustomAttributes<JsonDerivedTypeAttribute>().Single(type => kind.Equals(type.TypeDiscriminator)).DerivedType)!;

    public static TokenizerOptions Options(string kind, ImageContent content = ImageContent.Color)
    {
        TokenizerOptions options = Default(kind);
        options.ImageSize = Side;
        options.Content = content;
        options.Classes = content == ImageContent.Segmentation ? Classes : 0;
        switch (options)
        {
            case BackboneTokenizerOptions backbone:
                backbone.ChannelMultipliers = options is HqVaeOptions ? [1] : [1, 1];
                backbone.AttentionResolutions = [];
                backbone.LatentChannels = 16;
                backbone.EmbeddingSize = 4;
                backbone.CodebookSize = 32;
                break;
            case VqVae2Options hierarchy:
                (hierarchy.Channels, hierarchy.EmbeddingSize, hierarchy.CodebookSize) = (16, 4, 32);
                break;
            case AuxiliaryDecoderOptions auxiliary:
                auxiliary.Levels =
                [
                    new() { Factor = 2, CodebookSize = 8, EmbeddingSize = 8, AutoregressiveChannels = 16, AutoregressiveBlocks = 1 },
                    new() { Factor = 4, CodebookSize = 16, EmbeddingSize = 8, AutoregressiveChannels = 16, AutoregressiveBlocks = 1, AutoregressiveResidualBlocks = 1 },
                ];
                break;
            case ColorPaletteOptions palette:
                palette.CodebookSize = 32;
                break;
        }
        return options;
    }

    public static ITokenizer Make(string kind, ImageContent content = ImageContent.Color) => Options(kind, content).Create(CPU);

    /// <summary>Discs of random place, size and colour over random ground.</summary>
    public static Tensor Images(int count, ImageContent content = ImageContent.Color)
    {
        var random = new Random(11);
        int channels = content switch { ImageContent.Color => 3, ImageContent.Gray => 1, _ => Classes };
        float[] pixels = new float[count * channels * Side * Side];
        for (int image = 0; image < count; image++)
        {
            (double x, double y, double radius) = (random.NextDouble() * Side, random.NextDouble() * Side, 3 + 4 * random.NextDouble());
            (int groundClass, int discClass) = (random.Next(Classes), random.Next(Classes));
            for (int channel = 0; channel < channels; channel++)
            {
                (float ground, float disc) = content == ImageContent.Segmentation
                    ? (channel == groundClass ? 1 : 0, channel == discClass ? 1 : 0)
                    : (random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1);
                for (int at = 0; at < Side * Side; at++)
                    pixels[(image * channels + channel) * Side * Side + at] = Math.Pow(at % Side - x, 2) + Math.Pow(at / Side - y, 2) < radius * radius ? disc : ground;
            }
        }
        return tensor(pixels, [count, channels, Side, Side]);
    }
}
