namespace HierVQ;

/// <summary>How HQ-Transformer makes one input vector of a local pyramid (its input embedding transformer, IET, and the alternatives that the paper compares).</summary>
public enum PyramidEmbedding
{
    /// <summary>Top embedding plus the concatenated quarter-width bottom embeddings ('reduce' in the reference).</summary>
    Addition,

    /// <summary>Top embedding plus a learned weighting of the bottom embeddings ('multiple' in the reference).</summary>
    WeightedSum,

    /// <summary>Mean over the slots of an embedding transformer of <see cref="HqTransformerOptions.EmbeddingBlocks"/> blocks ('transformerN' in the reference has N - 1).</summary>
    Transformer,
}
