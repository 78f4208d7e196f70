using HierVQ.Layers;
using TorchSharp.Modules;
using Embedding = HierVQ.Layers.Embedding;
using LayerNorm = HierVQ.Layers.LayerNorm;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors;

/// <summary>The parts of an <see cref="HqTransformer"/>, as its samplers need them.</summary>
internal sealed record HqTransformerParts(
    LocalPyramids Pyramids,
    ConditionInput Condition,
    ClassStart Start,
    Embedding TopTokens,
    Embedding BottomTokens,
    PositionTable Positions,
    Parameter? BottomWeights,
    Embedding? SlotPositions,
    IReadOnlyList<TransformerBlock> EmbeddingBlocks,
    IReadOnlyList<TransformerBlock> Blocks,
    LayerNorm Norm,
    Embedding HeadTopTokens,
    Embedding HeadPositions,
    Parameter HeadStart,
    IReadOnlyList<TransformerBlock> HeadBlocks,
    LayerNorm TopNorm,
    LayerNorm BottomNorm,
    Linear TopHead,
    Linear BottomHead);
