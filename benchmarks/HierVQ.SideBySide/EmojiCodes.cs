using HierVQ.Codes;
using HierVQ.Examples;
using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Codes of the emoji without a trained tokenizer: patches of 8 x 8 and of 4 x 4 pixels, each shrunk to 2 x 2, by the nearest of k means.</summary>
internal static class EmojiCodes
{
    private const int Codes = 256;
    private const int Rounds = 10;
    private const int Patch = 2;
    private const ulong Seed = 1;

    /// <summary>4x4 codes above 8x8 codes.</summary>
    public static CodeLayout Layout { get; } = new(new CodeLevel(4, 4, 1, Codes), new CodeLevel(8, 8, 1, Codes));

    /// <summary>Pyramids of all emoji, (N, total codes), in random order.</summary>
    public static Tensor Load()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(Seed);
        IReadOnlyList<EmojiPicture> emoji = EmojiSheet.Load(Path.Combine(RepositoryPaths.Root, "examples", "Common", "data"));
        float[] pixels = [.. emoji.SelectMany(picture => picture.Rgb).Select(value => value / 255f)];
        Tensor images = tensor(pixels, [emoji.Count, EmojiSheet.Size, EmojiSheet.Size, 3]).permute(0, 3, 1, 2); // (N, 3, H, W)
        Tensor codes = cat([.. Layout.Select(level => Level(images, level.Height, generator))], 1);
        return codes.index_select(0, randperm(codes.size(0), generator: generator)).MoveToOuterDisposeScope();
    }

    private static Tensor Level(Tensor images, int side, Generator generator)
    {
        Tensor small = nn.functional.adaptive_avg_pool2d(images, side * Patch); // (N, 3, 2 side, 2 side)
        Tensor points = small.reshape(-1, 3, side, Patch, side, Patch).permute(0, 2, 4, 1, 3, 5).reshape(-1, 3 * Patch * Patch);
        Tensor centres = points.index_select(0, randperm(points.size(0), generator: generator).narrow(0, 0, Codes));
        for (int round = 0; round < Rounds; round++)
        {
            (Tensor nearest, Tensor distances) = KMeans.Assign(points, centres);
            centres = KMeans.Move(points, centres, nearest, distances);
        }
        return KMeans.Assign(points, centres).Codes.view(images.size(0), side * side);
    }
}
