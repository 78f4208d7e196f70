namespace HierVQ.Examples.Papers;

/// <summary>A tokenizer that trials stand on, one or several.</summary>
/// <param name="Name">Its name, and that of its folder.</param>
/// <param name="Options">Makes its options.</param>
internal sealed record CodeSource(string Name, Func<TokenizerOptions> Options)
{
    /// <summary>HQ-VAE with pixel-shuffle.</summary>
    public static CodeSource HqVae { get; } = new("hqvae-shuffle", () => TokenizerRecipes.HqVae(LevelResizing.PixelShuffle, epochs: 8));

    /// <summary>VQGAN with f = 4: 8 x 8 codes of 1,024.</summary>
    public static CodeSource VqGan { get; } = new("vqgan-f4", () => TokenizerRecipes.VqGan(epochs: 7));
}
