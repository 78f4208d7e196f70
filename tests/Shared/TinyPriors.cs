using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ.Tests;

/// <summary>One small prior of every kind and condition: whoever adds a kind adds its line here, and every test of priors covers it.</summary>
internal static class TinyPriors
{
    // No two sizes are equal, so that none can stand for another.
    private static readonly CodeLayout s_pyramid = new(new CodeLevel(2, 3, 1, 11), new CodeLevel(4, 6, 1, 7));
    private static readonly CodeLayout s_pyramids = new(new CodeLevel(1, 2, 1, 10), new CodeLevel(2, 4, 1, 7), new CodeLevel(4, 8, 1, 5));
    private static readonly CodeLayout s_stacks = new(new CodeLevel(2, 3, 3, 8));
    private static readonly CodeLayout s_map = new(new CodeLevel(3, 4, 1, 9));
    private static readonly CodeLayout s_square = new(new CodeLevel(4, 4, 1, 6));
    private static readonly CodeLayout s_levels = new(new CodeLevel(2, 2, 1, 5), new CodeLevel(3, 2, 2, 7));
    private static readonly CodeLayout s_other = new(new CodeLevel(1, 2, 1, 4), new CodeLevel(2, 2, 1, 6));
    private static readonly CodeLayout s_above = new(new CodeLevel(1, 1, 1, 3), new CodeLevel(2, 2, 1, 4));
    private static readonly CodeLayout s_three = new(new CodeLevel(1, 2, 1, 5), new CodeLevel(2, 4, 1, 7), new CodeLevel(4, 8, 1, 6));
    private static readonly ConditionShape s_class = ConditionShape.Class(3);
    private static readonly ConditionShape s_text = ConditionShape.Tokens(13, 5);

    /// <summary>The tokenizer of a prior that reads its codebook: 2 x 2 x 3 codes of 8.</summary>
    private static readonly RqVaeOptions s_bound = new()
    {
        ImageSize = 4,
        ChannelMultipliers = [1, 1],
        AttentionResolutions = [],
        LatentChannels = 16,
        EmbeddingSize = 5,
        CodebookSize = 8,
        Quantizer = new ResidualQuantizerOptions { Depth = 3 },
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TinyPriorCase> All { get; } =
    [
        new("HqTransformer", Hq(), s_pyramid, ConditionShape.None),
        new("HqTransformer, class", Hq(PyramidEmbedding.WeightedSum), s_pyramid, s_class),
        new("HqTransformer, class dropped", Hq(PyramidEmbedding.Transformer, dropout: 0.1), s_pyramid, s_class),
        new("HqTransformer, causal, text", Hq(head: PredictionHead.Causal), s_pyramid, s_text),
        new("HqTransformer, bidirectional, class dropped", Hq(PyramidEmbedding.Bidirectional, dropout: 0.1, PredictionHead.Bidirectional), s_pyramid, s_class),
        new("HqTransformer, three levels", Hq(), s_pyramids, ConditionShape.None),
        new("HqTransformer, three levels, text dropped", Hq(PyramidEmbedding.Transformer, dropout: 0.1), s_pyramids, s_text),
        new("HqTransformer, three levels, causal with addition, class", Hq(PyramidEmbedding.WeightedSum, head: PredictionHead.CausalAddition), s_pyramids, s_class),
        new("RasterTransformer", Raster(), s_map, ConditionShape.None),
        new("RasterTransformer, class dropped, spiral", Raster(CodeOrdering.SpiralIn, dropout: 0.1), s_square, s_class),
        new("RasterTransformer, levels, text dropped", Raster(dropout: 0.1), s_levels, s_text),
        new("RasterTransformer, another image's codes", Raster(), s_levels, ConditionShape.Codes(s_other)),
        new("RasterTransformer, coarser codes and class", Raster(dropout: 0.1), s_map, s_class.With(ConditionShape.Above(s_other))),
        new("RasterTransformer, shared tokens, free among another image's codes", Raster(shared: true), s_levels, ConditionShape.Codes(s_other)),
        new("RqTransformer", Rq(), s_stacks, ConditionShape.None),
        new("RqTransformer, codebook", Rq(CodeEmbedding.Codebook), s_bound.Layout, ConditionShape.None, () => (ITokenizer)s_bound.Create(torch.CPU)),
        new("RqTransformer, class dropped", Rq(CodeEmbedding.Table, dropout: 0.1), s_stacks, s_class),
        new("RqTransformer, text", Rq(), s_stacks, s_text),
        new("RqTransformer, coarser codes, and class and text dropped", Rq(dropout: 0.1), s_stacks, s_class.With(s_text).With(ConditionShape.Above(s_above))),
        new("PixelSnail", Snail(), s_map, ConditionShape.None),
        new("PixelSnail, class dropped", Snail(dropout: 0.1), s_map, s_class),
        new("PixelSnail, coarser codes, no attention", Snail(attention: false), s_square, ConditionShape.Above(s_above)),
        new("PixelSnail, another image's codes and class dropped", Snail(dropout: 0.1), s_square, ConditionShape.Codes(s_above).With(s_class)),
        new("GatedPixelCnn", Gated(), s_map, ConditionShape.None),
        new("GatedPixelCnn, class and coarser codes", Gated(dropout: 0.1), s_square, s_class.With(ConditionShape.Above(s_above))),
        new("PriorStack", Stack(Snail(), Gated()), s_pyramid, ConditionShape.None),
        new("PriorStack, class dropped, three levels", Stack(Raster(), Gated(), Snail(attention: false), dropout: 0.1), s_three, s_class),
    ];

    /// <summary>Their names, for a test that runs with each.</summary>
    public static IEnumerable<object[]> Names() => All.Select(prior => new object[] { prior.Name });

    /// <summary>The one of a name.</summary>
    public static TinyPriorCase Of(string name) => All.Single(prior => prior.Name == name);

    private static HqTransformerOptions Hq(PyramidEmbedding embedding = PyramidEmbedding.Addition, double dropout = 0, PredictionHead head = PredictionHead.Parallel) => new()
    {
        Width = 16,
        Layers = 2,
        HeadLayers = 2,
        Heads = 2,
        Head = head,
        Embedding = embedding,
        EmbeddingBlocks = embedding is PyramidEmbedding.Transformer or PyramidEmbedding.Bidirectional ? 1 : 0,
        ConditionDropout = dropout,
    };

    private static RasterTransformerOptions Raster(CodeOrdering ordering = CodeOrdering.RowMajor, double dropout = 0, bool shared = false) => new()
    {
        SharedTokens = shared,
        UnmaskedCondition = shared,
        Width = 16,
        Layers = 2,
        Heads = 2,
        Ordering = ordering,
        ConditionDropout = dropout,
    };

    private static RqTransformerOptions Rq(CodeEmbedding embedding = CodeEmbedding.Table, double dropout = 0) => new()
    {
        Width = 16,
        Layers = 2,
        HeadLayers = 2,
        Heads = 2,
        InputEmbedding = embedding,
        HeadEmbedding = embedding,
        ConditionDropout = dropout,
    };

    private static PixelSnailOptions Snail(bool attention = true, double dropout = 0) => new()
    {
        Channels = 16,
        ResidualChannels = 12,
        KernelSize = 3,
        Blocks = 2,
        ResidualBlocks = 1,
        Attention = attention,
        Heads = 4,
        OutputBlocks = 1,
        ConditionBlocks = 1,
        ConditionDropout = dropout,
    };

    private static GatedPixelCnnOptions Gated(double dropout = 0) => new()
    {
        Channels = 12,
        Layers = 3,
        OutputChannels = 16,
        ConditionBlocks = 1,
        ConditionDropout = dropout,
    };

    private static PriorStackOptions Stack(PriorOptions top, PriorOptions middle, PriorOptions? bottom = null, double dropout = 0) => new()
    {
        Levels = bottom is null ? [top, middle] : [top, middle, bottom],
        SeesCondition = new[] { true, false, true },
        ConditionDropout = dropout,
    };
}
