namespace HierVQ.Examples.Tokenizers;

/// <summary>Everything that is compared.</summary>
internal sealed class Variants(string? lpips)
{
    /// <summary>The tokenizers of the papers, at about 640 bits a picture; the palette has as many as it has.</summary>
    public IReadOnlyList<Variant> Tokenizers { get; } =
    [
        new("vqgan", "VQGAN, L1", "Esser, Rombach, Ommer 2021, without its perceptual and adversarial losses",
            "One map of codes. The absolute error alone: clean areas, soft texture. Here and below, codebooks are running means with restart.",
            () => VqGan()),
        new("vqgan-patchgan", "VQGAN, L1 + PatchGAN", "Esser, Rombach, Ommer 2021",
            "The discriminator asks for edges and texture, at some cost in PSNR.",
            () => VqGan(options => options.Adversarial = new AdversarialLossOptions { Layers = 2, Channels = 32, StartEpoch = 3 })),
        .. lpips is null ? (Variant[])[] :
        [
            new("vqgan-lpips", "VQGAN, L1 + LPIPS + PatchGAN", "Esser, Rombach, Ommer 2021; Zhang et al. 2018",
                "The whole recipe of the paper.",
                () => VqGan(options =>
                {
                    options.Perceptual = new PerceptualLossOptions { WeightsFile = lpips };
                    options.Adversarial = new AdversarialLossOptions { Layers = 2, Channels = 32, StartEpoch = 3 };
                })),
        ],
        new("vqgan-gumbel", "VQGAN, Gumbel", "Esser, Rombach, Ommer 2021 (its Gumbel variant); Jang, Gu, Poole 2017",
            "Codes are drawn in training, at random first, and taken at their likeliest afterwards. In a training as short as this few of them come to mean anything: it wants a far longer one.",
            () => VqGan(options => options.Quantizer = new GumbelQuantizerOptions())),
        new("vqvae2", "VQ-VAE-2, two levels", "Razavi, van den Oord, Vinyals 2019",
            "Each level has layers of its own; the top one tells the bottom one what is said already.",
            () => TokenizerRecipes.VqVae2(epochs: 40)),
        new("vqvae2-three", "VQ-VAE-2, three levels", "Razavi, van den Oord, Vinyals 2019",
            "2 x 2 codes more on top.",
            () => TokenizerRecipes.Trained(new VqVae2Options { Levels = 3, CodebookSize = 200 }, epochs: 35)),
        new("rqvae-deep", "RQ-VAE, 4 x 4 x 5", "Lee, Kim, Kim, Cho, Han 2022",
            "16 positions with five codes each: few positions, fine codes; fewer depths are a coarser picture.",
            () => TokenizerRecipes.RqVae(epochs: 8)),
        new("rqvae-flat", "RQ-VAE, 8 x 8 x 2", "Lee, Kim, Kim, Cho, Han 2022",
            "The same bits as 64 positions with two small codes each.",
            () => TokenizerRecipes.Trained(new RqVaeOptions { CodebookSize = 32, BatchSize = 16, ChannelMultipliers = [1, 1, 2], AttentionResolutions = [8], Quantizer = new ResidualQuantizerOptions { Depth = 2 } }, epochs: 7)),
        new("hqvae-shuffle", "HQ-VAE, pixel-shuffle", "You, Kim, Kim, Lee, Han 2022",
            "Nothing is lost on the way to the top level: its 16 codes hold most of the picture.",
            () => TokenizerRecipes.HqVae(LevelResizing.PixelShuffle, epochs: 15)),
        new("hqvae-average", "HQ-VAE, average", "You, Kim, Kim, Lee, Han 2022",
            "The top level holds coarse colours.",
            () => TokenizerRecipes.HqVae(LevelResizing.Average, epochs: 15)),
        new("hqvae-convolution", "HQ-VAE, convolution", "You, Kim, Kim, Lee, Han 2022",
            "Learned resizing, told by losses of its own to keep features and top-only picture.",
            () => TokenizerRecipes.HqVae(LevelResizing.Convolution, epochs: 10)),
        new("hqvae-three", "HQ-VAE, three levels", "You, Kim, Kim, Lee, Han 2022",
            "2 x 2 codes more on top.",
            () => HqVaeOfThree(epochs: 14)),
        new("auxiliary-forward", "auxiliary, feed-forward", "De Fauw, Dieleman, Simonyan 2019",
            "The codes hold what a decoder of all positions at once can say; this is its picture.",
            () => Auxiliary(AuxiliaryDecoderKind.FeedForward, epochs: 8)),
        new("auxiliary-masked", "auxiliary, masked", "De Fauw, Dieleman, Simonyan 2019",
            "Masked self-prediction: the codes hold what a pixel's surroundings do not tell. The picture is drawn pixel by pixel; texture is invented, and PSNR says little.",
            () => Auxiliary(AuxiliaryDecoderKind.MaskedSelfPrediction, epochs: 8, options => (options.AutoregressiveShare, options.DrawTemperature) = (0.5, 0.8))),
        new("palette-pooled", "colour palette, 4 x 4 pixels", "the baseline at equal bits",
            "1,024 colours, one for each square of 4 x 4 pixels: what learned codes must beat.",
            () => TokenizerRecipes.Trained(new ColorPaletteOptions { CodebookSize = 1024, PoolingFactor = 4 }, epochs: 50)),
        new("palette", "colour palette", "Esser, Rombach, Ommer 2021, its baseline at f = 1",
            "512 colours, one for each pixel: fourteen times the bits of the others.",
            () => TokenizerRecipes.Trained(new ColorPaletteOptions { CodebookSize = 512 }, epochs: 50)),
    ];

    /// <summary>The same small VQGAN with one codebook of 4,096 codes and one quantizer after the other.</summary>
    public IReadOnlyList<Variant> Collapse { get; } =
    [
        Large("collapse-gradient", "plain VQ, by gradient", "van den Oord, Vinyals, Kavukcuoglu 2017", "Codes that nobody chose get no gradient and are never chosen.",
            () => new GradientQuantizerOptions()),
        Large("collapse-ema", "EMA, no restart", "van den Oord, Vinyals, Kavukcuoglu 2017, appendix A.1", "Running means move quicker, and what is out of use stays so.",
            () => new EmaQuantizerOptions { RestartUnusedCodes = false }),
        Large("collapse-restart", "EMA, restart", "Lee, Kim, Kim, Cho, Han 2022", "Unused codes are put onto vectors of the batch.",
            () => new EmaQuantizerOptions { RestartThreshold = 0.5 }),
        Large("collapse-kmeans", "k-means first", "Zeghidour et al. 2021; by gradient otherwise", "All codes begin among the vectors; some are left behind.",
            () => new GradientQuantizerOptions { KMeansBatches = 8 }),
        Large("collapse-normalized", "8 numbers of length 1", "Yu et al. 2022, ViT-VQGAN", "In few dimensions, on a sphere, every code has vectors near it.",
            () => new GradientQuantizerOptions { CodeSize = 8, NormalizeCodes = true }),
        Large("collapse-rotation", "rotation trick", "Fifty et al. 2024", "The gradient turns with the code; the codebook is learnt as in the plain one.",
            () => new GradientQuantizerOptions { Gradient = CodeGradient.Rotation }),
        Large("collapse-simvq", "SimVQ", "Zhu et al. 2024", "All codes move together, behind one linear layer.",
            () => new SimVqQuantizerOptions()),
        Large("collapse-fsq", "FSQ", "Mentzer et al. 2023", "No codebook: a few numbers rounded.",
            () => new FiniteScalarQuantizerOptions()),
        Large("collapse-lfq", "LFQ", "Yu et al. 2023, MAGVIT-v2", "No codebook: twelve signs, kept even by an entropy loss.",
            () => new LookupFreeQuantizerOptions()),
    ];

    /// <summary>Both lists.</summary>
    public IReadOnlyList<Variant> All => [.. Tokenizers, .. Collapse];

    /// <summary>The variants of these names.</summary>
    /// <exception cref="ArgumentException">There is none of a name.</exception>
    public IReadOnlyList<Variant> Named(IEnumerable<string> names) => [.. names.Select(name => All.FirstOrDefault(variant => variant.Name == name)
        ?? throw new ArgumentException($"There is no variant '{name}'; the command list names them all."))];

    private static VqGanOptions VqGan(Action<VqGanOptions>? set = null)
    {
        VqGanOptions options = TokenizerRecipes.VqGan(epochs: 7);
        set?.Invoke(options);
        return options;
    }

    private static HqVaeOptions HqVaeOfThree(int epochs)
    {
        HqVaeOptions options = TokenizerRecipes.HqVae(LevelResizing.PixelShuffle, epochs);
        (options.Levels, options.CodebookSize) = (3, 200);
        return options;
    }

    private static AuxiliaryDecoderOptions Auxiliary(AuxiliaryDecoderKind kind, int epochs, Action<AuxiliaryDecoderOptions>? set = null)
    {
        var level = new AuxiliaryLevelOptions { Factor = 4, CodebookSize = 1024, Auxiliary = kind, Quantizer = new EmaQuantizerOptions { RestartThreshold = 0.25 } };
        AuxiliaryDecoderOptions options = TokenizerRecipes.Trained(new AuxiliaryDecoderOptions { Levels = [level], BatchSize = 16 }, epochs);
        set?.Invoke(options);
        return options;
    }

    private static Variant Large(string name, string title, string source, string lookAt, Func<QuantizerOptions> quantizer) => new(name, title, source, lookAt,
        () => TokenizerRecipes.Trained(new VqGanOptions { CodebookSize = 4096, AttentionResolutions = [], BatchSize = 16, Quantizer = quantizer() }, epochs: 3));
}
