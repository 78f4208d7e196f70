using System.Globalization;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>HQ-Transformer's ablation: how local pyramids are read and predicted, and towards which targets.</summary>
internal sealed class HeadAblation : Part
{
    private const int Seeds = 2, Draws = 450;

    private static readonly (string Name, string Title, Action<HqTransformerOptions> Set)[] Kinds =
    [
        ("addition", "addition, parallel head, hard labels", options => options.Embedding = PyramidEmbedding.Addition),
        ("mean", "embedding transformer of no blocks, as published", _ => { }),
        ("transformer", "embedding transformer of one block", options => options.EmbeddingBlocks = 1),
        ("soft", "embedding transformer of one block, soft labels at temperature 1, as published", options => (options.EmbeddingBlocks, options.SoftLabels, options.SoftLabelTemperature) = (1, true, 1)),
        ("cool", "the same at temperature 0.1 of the labels", options => (options.EmbeddingBlocks, options.SoftLabels, options.SoftLabelTemperature) = (1, true, 0.1)),
        ("causal", "of no blocks, causal head", options => options.Head = PredictionHead.Causal),
        ("bidirectional", "of no blocks, bidirectional head", options => options.Head = PredictionHead.Bidirectional),
    ];

    /// <inheritdoc/>
    public override string Name => "heads";

    /// <inheritdoc/>
    public override string Title => "HQ-Transformer: embeddings, heads and labels";

    /// <inheritdoc/>
    public override string Source => "You, Kim, Kim, Lee, Han 2022, ablation on ImageNet: with addition, the parallel head and hard labels FID 11.03; the embedding transformer and soft labels each improve it, and the parallel head needs 3 steps a pyramid where the causal one needs 6";

    /// <inheritdoc/>
    public override string Text => "HQ-Transformer of width 64 with two blocks and one in the head, told the category, over the codes of the pixel-shuffle HQ-VAE above (4 x 4 and 8 x 8 of 256), 12 epochs, two seeds. "
        + "Figures: the lowest held-out bits a code of the 12 epochs' ends; the Frechet distance of 450 drawn pictures to the training pictures, in 64 features of a small classifier of the emoji, with those weights; processor seconds a drawn picture.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) =>
        [.. Enumerable.Range(1, Math.Min(Seeds, desk.Effort.Seeds)).SelectMany(seed => Kinds.Select(kind => PriorTrial.Of(desk, $"{kind.Name}-{seed}", $"heads-{kind.Name}-{seed}", CodeSource.HqVae, () => Options(kind.Set, seed), Draws)))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var claims = new List<Claim>();
        Add("The embedding transformer does better than addition", "addition: FID 11.03; better with the transformer", "transformer", "addition");
        Add("Soft labels at temperature 1 do better than hard ones", "each improves FID", "soft", "transformer");
        Add("Soft labels at temperature 0.1 do", "not tried", "cool", "transformer");
        Add("The parallel head does better than the bidirectional one, whose codes do not know the top code that was drawn", "chosen for its FID", "mean", "bidirectional");
        if (results.Over("mean", "frechet") is { } parallel && results.Over("causal", "frechet") is { } causal && results.Over("mean", "seconds a picture") is { } quick && results.Over("causal", "seconds a picture") is { } slow)
        {
            claims.Add(new("The parallel head does as well as the causal one", "competitive fidelity", $"Frechet distance {parallel.ToText("F3")} against {causal.ToText("F3")}; bits a code {results.Over("mean", "bits")!.Value.ToText("F3")} against "
                + results.Over("causal", "bits")!.Value.ToText("F3"), causal.IsBelow(parallel) != true));
            claims.Add(new("It draws in less time", "3 steps a pyramid against 6", $"{quick.ToText("F4")} against {slow.ToText("F4")} processor seconds a picture", quick.IsBelow(slow)));
        }
        return new Comparison
        {
            Table = new FigureTable(["prior", "bits a code", "Frechet distance", "seconds a picture", "parameters"], [.. Kinds.Where(kind => results.Over(kind.Name, "bits") is not null).Select(kind => (IReadOnlyList<string>)
            [
                kind.Title,
                results.Over(kind.Name, "bits")!.Value.ToText("F3"),
                results.Over(kind.Name, "frechet")!.Value.ToText("F3"),
                results.Over(kind.Name, "seconds a picture")!.Value.ToText("F4"),
                results.Over(kind.Name, "parameters")!.Value.Mean.ToString("N0", CultureInfo.InvariantCulture),
            ])]),
            Claims = claims,
            Pictures = [.. Kinds.Select(kind => (kind.Title, results.File(kind.Name + "-1", "drawn.png"))).Where(one => one.Item2 is not null).Select(one => (one.Title, one.Item2!))],
        };

        void Add(string direction, string paper, string better, string worse)
        {
            if (results.Over(better, "frechet") is not { } left || results.Over(worse, "frechet") is not { } right)
                return;
            claims.Add(new(direction, paper, $"Frechet distance {left.ToText("F3")} against {right.ToText("F3")}; bits a code {results.Over(better, "bits")!.Value.ToText("F3")} against {results.Over(worse, "bits")!.Value.ToText("F3")}", left.IsBelow(right)));
        }
    }

    private static HqTransformerOptions Options(Action<HqTransformerOptions> set, int seed)
    {
        var options = new HqTransformerOptions { Width = 64, Layers = 2, HeadLayers = 1, Epochs = 12, LearningRate = 2e-3, Seed = seed };
        set(options);
        return options;
    }
}
