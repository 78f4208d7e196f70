namespace HierVQ.Examples;

/// <summary>A tokenizer that trials stand on, one or several.</summary>
/// <param name="Name">Its name, and that of its folder.</param>
/// <param name="Options">Makes its options.</param>
public sealed record CodeSource(string Name, Func<TokenizerOptions> Options)
{
    /// <summary>VQGAN: 8 x 8 codes of 1,024.</summary>
    public static CodeSource VqGan { get; } = new("vqgan", () => TokenizerRecipes.VqGan(epochs: 7));

    /// <summary>HQ-VAE with pixel-shuffle: 4 x 4 above 8 x 8 codes of 256.</summary>
    public static CodeSource HqVae { get; } = new("hqvae-shuffle", () => TokenizerRecipes.HqVae(LevelResizing.PixelShuffle, epochs: 8));

    /// <summary>RQ-VAE: 4 x 4 positions with five codes of 256 each.</summary>
    public static CodeSource RqVae { get; } = new("rqvae", () => TokenizerRecipes.RqVae(epochs: 8));

    /// <summary>VQ-VAE-2: 4 x 4 above 8 x 8 codes of 256.</summary>
    public static CodeSource VqVae2 { get; } = new("vqvae2", () => TokenizerRecipes.VqVae2(epochs: 40));
}
