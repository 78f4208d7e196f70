using HierVQ.Layers;
using TorchSharp.Modules;
using Embedding = HierVQ.Layers.Embedding;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors.Rq;

/// <summary>The parts of an <see cref="RqTransformer"/>, as its samplers need them.</summary>
internal sealed record RqTransformerParts(
    RqCondition Condition,
    DepthCodebooks? Codebooks,
    DepthRows? TableRows,
    Embedding? Tokens,
    Linear? InputMap,
    Linear? HeadMap,
    Embedding Conditions,
    Parameter ConditionPositions,
    Parameter RasterPositions,
    Parameter DepthPositions,
    TransformerStack Body,
    TransformerStack Head,
    Classifier Classifier,
    int[] Sizes);
