namespace HierVQ.Examples;

/// <summary>The priors of the papers at one size, for the codes of 32 x 32 emoji, and with one budget: twelve times through the training pictures.</summary>
public static class PriorRecipes
{
    private const int Width = 64, Layers = 2, HeadLayers = 1, Heads = 4, Epochs = 12, WarmupSteps = 50;
    private const double LearningRate = 2e-3, WeightDecay = 0.05;

    /// <summary>HQ-Transformer over two levels.</summary>
    public static HqTransformerOptions Hier() => Trained(new HqTransformerOptions { Width = Width, Layers = Layers, HeadLayers = HeadLayers, Heads = Heads });

    /// <summary>RQ-Transformer over stacks of codes.</summary>
    public static RqTransformerOptions Residual() => Trained(new RqTransformerOptions { Width = Width, Layers = Layers, HeadLayers = HeadLayers, Heads = Heads });

    /// <summary>The raster transformer in an ordering.</summary>
    public static RasterTransformerOptions Raster(CodeOrdering ordering = CodeOrdering.RowMajor, int seed = 1) =>
        Trained(new RasterTransformerOptions { Width = Width, Layers = Layers, Heads = Heads, Ordering = ordering, Seed = seed });

    /// <summary>PixelSNAIL over one map.</summary>
    public static PixelSnailOptions PixelSnail() =>
        Trained(new PixelSnailOptions { Channels = 32, ResidualChannels = 32, KernelSize = 3, Blocks = Layers, ResidualBlocks = 2, Heads = Heads });

    /// <summary>The gated PixelCNN over one map.</summary>
    public static GatedPixelCnnOptions GatedPixelCnn() => Trained(new GatedPixelCnnOptions { Channels = 32, Layers = 4, OutputChannels = Width });

    /// <summary>VQ-VAE-2's stack: PixelSNAIL over the top level, and one without attention over the level below, told of the top.</summary>
    public static PriorStackOptions Stack()
    {
        PixelSnailOptions top = PixelSnail(), bottom = PixelSnail();
        bottom.Attention = false;
        return Trained(new PriorStackOptions { Levels = [top, bottom] });
    }

    private static T Trained<T>(T options) where T : PriorOptions
    {
        options.Epochs = Epochs;
        options.LearningRate = LearningRate;
        options.WarmupSteps = WarmupSteps;
        options.WeightDecay = WeightDecay;
        options.ClipGradientNorm = 1;
        return options;
    }
}
