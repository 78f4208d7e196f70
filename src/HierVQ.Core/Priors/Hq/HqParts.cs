using HierVQ.Layers;

namespace HierVQ.Priors.Hq;

/// <summary>The parts of an <see cref="HqTransformer"/>, as its samplers need them.</summary>
internal sealed record HqParts(
    LocalPyramids Pyramids,
    ConditionInput Condition,
    ISequenceStart Start,
    IInputEmbedding Embedding,
    IReadOnlyList<TransformerBlock> Blocks,
    LayerNorm Norm,
    HeadTransformer Head);
