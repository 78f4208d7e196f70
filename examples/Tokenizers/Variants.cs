namespace HierVQ.Examples.Tokenizers;

/// <summary>Everything that is compared.</summary>
internal sealed class Variants
{
    public Variants(string? lpips) => _ = lpips;

    /// <summary>The tokenizers of the papers, at about 640 bits a picture where the tokenizer allows.</summary>
    public IReadOnlyList<Variant> Tokenizers { get; } =
    [
        new("hqvae-shuffle", "HQ-VAE, pixel-shuffle", "You et al. 2022", "The top level, 4 x 4 codes, holds most of the picture.",
            () => Trained(new HqVaeOptions { CodebookSize = 256, EmbeddingSize = 16, Resizing = LevelResizing.PixelShuffle }, epochs: 15)),
        new("hqvae-average", "HQ-VAE, average", "You et al. 2022", "The top level holds coarse colours only.",
            () => Trained(new HqVaeOptions { CodebookSize = 256, EmbeddingSize = 16, Resizing = LevelResizing.Average }, epochs: 15)),
    ];

    /// <summary>One codebook of 4,096 codes and what keeps it in use.</summary>
    public IReadOnlyList<Variant> Collapse { get; } = [];

    /// <summary>Both lists.</summary>
    public IReadOnlyList<Variant> All => [.. Tokenizers, .. Collapse];

    /// <summary>The variants of these names.</summary>
    /// <exception cref="ArgumentException">There is none of a name.</exception>
    public IReadOnlyList<Variant> Named(IEnumerable<string> names) => [.. names.Select(name => All.FirstOrDefault(variant => variant.Name == name)
        ?? throw new ArgumentException($"There is no variant '{name}'; the command list names them all."))];

    private static T Trained<T>(T options, int epochs) where T : TokenizerOptions
    {
        options.ImageSize = Pictures.Size;
        options.FlipProbability = 0.5;
        options.MaxShift = 2;
        options.Epochs = epochs;
        return options;
    }
}
