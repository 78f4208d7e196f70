namespace HierVQ;

/// <summary>How HQ-Transformer makes one input vector of a local pyramid (its input embedding transformer, IET, and the alternatives that the paper compares).</summary>
public enum PyramidEmbedding
{
    /// <summary>Top embedding plus, a level, the concatenated embeddings of its codes, which are narrower by their number ('reduce' in the reference).</summary>
    Addition,

    /// <summary>Top embedding plus a learned weighting of the other embeddings ('multiple' in the reference).</summary>
    WeightedSum,

    /// <summary>Mean over the slots of an embedding transformer of <see cref="HqTransformerOptions.EmbeddingBlocks"/> blocks ('transformerN' in the reference has N - 1).</summary>
    Transformer,

    /// <summary>The same, with the position added to the mean instead of to the top embedding ('bidirectionalN' in the reference).</summary>
    Bidirectional,
}
