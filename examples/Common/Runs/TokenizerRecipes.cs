namespace HierVQ.Examples;

/// <summary>The tokenizers of the papers for emoji of 32 x 32 pixels, at about 640 bits a picture: what the examples train, each as long as it likes.</summary>
public static class TokenizerRecipes
{
    /// <summary>VQGAN: 8 x 8 codes of 1,024.</summary>
    public static VqGanOptions VqGan(int epochs) =>
        Trained(new VqGanOptions { CodebookSize = 1024, BatchSize = 16, Quantizer = new EmaQuantizerOptions { RestartThreshold = 0.25 } }, epochs);

    /// <summary>VQ-VAE-2: 4 x 4 above 8 x 8 codes of 256.</summary>
    public static VqVae2Options VqVae2(int epochs) => Trained(new VqVae2Options { CodebookSize = 256 }, epochs);

    /// <summary>RQ-VAE: 4 x 4 positions with five codes of 256 each.</summary>
    public static RqVaeOptions RqVae(int epochs) => Trained(
        new RqVaeOptions { CodebookSize = 256, EmbeddingSize = 64, BatchSize = 16, Quantizer = new ResidualQuantizerOptions { Depth = 5, RestartThreshold = 0.25 } }, epochs);

    /// <summary>HQ-VAE: 4 x 4 above 8 x 8 codes of 256.</summary>
    public static HqVaeOptions HqVae(LevelResizing resizing, int epochs)
    {
        var options = new HqVaeOptions { CodebookSize = 256, EmbeddingSize = 16, Resizing = resizing };
        if (resizing == LevelResizing.Convolution)
            (options.FeatureLossWeight, options.TopReconstructionStart) = (1, 0);
        return Trained(options, epochs);
    }

    /// <summary>Options with the training that all have in common: pictures mirrored and shifted.</summary>
    public static T Trained<T>(T options, int epochs) where T : TokenizerOptions
    {
        options.ImageSize = Pictures.Size;
        options.FlipProbability = 0.5;
        options.MaxShift = 2;
        options.Epochs = epochs;
        return options;
    }
}
