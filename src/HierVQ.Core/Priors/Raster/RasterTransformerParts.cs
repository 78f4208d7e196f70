using HierVQ.Layers;
using LayerNorm = HierVQ.Layers.LayerNorm;

namespace HierVQ.Priors.Raster;

/// <summary>The parts of a <see cref="RasterTransformer"/>, as its samplers need them.</summary>
internal sealed record RasterTransformerParts(
    ConditionInput Condition,
    RasterSequence Sequence,
    RasterTables Tables,
    IReadOnlyList<TransformerBlock> Blocks,
    LayerNorm Norm);
