namespace HierVQ.Examples;

/// <summary>The priors of the papers at one size, for the codes of 32 x 32 emoji, and with one budget: fifteen times through the training pictures.</summary>
public static class PriorRecipes
{
    private const int Width = 96, Layers = 3, HeadLayers = 2, Heads = 4, Epochs = 15, WarmupSteps = 50;
    private const double LearningRate = 2e-3, WeightDecay = 0.05;

    /// <summary>HQ-Transformer over two levels.</summary>
    public static HqTransformerOptions Hier() => Trained(new HqTransformerOptions { Width = Width, Layers = Layers, HeadLayers = HeadLayers, Heads = Heads });

    /// <summary>RQ-Transformer over stacks of codes.</summary>
    public static RqTransformerOptions Residual() => Trained(new RqTransformerOptions { Width = Width, Layers = Layers, HeadLayers = HeadLayers, Heads = Heads });

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
