using HierVQ.Layers;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>Samples from an HQ-Transformer with libtorch, on any device.</summary>
internal sealed class HqTransformerTensorSampler : TensorSampler
{
    private const int Top = 0;
    private const int Bottom = 1;
    private readonly HqTransformer _prior;
    private readonly HqTransformerParts _parts;
    private readonly CachedStack _blocks;
    private readonly CachedStack _headBlocks;
    private Tensor _start = null!; // (1, N, d)
    private Tensor _positions = null!; // (T, d)

    public HqTransformerTensorSampler(HqTransformer prior, HqTransformerParts parts, SamplerOptions options)
        : base(prior.Layout, parts.Condition, parts.Pyramids.Order(prior.Layout), options, prior.Device)
    {
        (_prior, _parts) = (prior, parts);
        _blocks = new CachedStack(parts.Blocks, parts.Pyramids.Positions, MaxRows);
        _headBlocks = new CachedStack(parts.HeadBlocks, LocalPyramids.Below + 1, MaxRows);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        _blocks.Dispose();
        _headBlocks.Dispose();
    }

    /// <inheritdoc/>
    protected override void Begin(Tensor conditions) => (_start, _positions) = (_parts.Start.Start(conditions), _parts.Positions.Vectors);

    /// <inheritdoc/>
    protected override void Step(int step)
    {
        Tensor x = step == 0 ? _start : _prior.Embed(Codes(step - 1, Top).t(), Codes(step - 1, Bottom).t().unsqueeze(1),
            _positions.narrow(0, step - 1, 1), train: false); // (1, N, d)
        x = _blocks.Forward(x, step);
        if (!WantedFrom(Top))
            return;
        Tensor first = _headBlocks.Forward(_parts.Norm.call(x).add(_parts.HeadStart), position: 0); // (1, N, d)
        if (Wanted(Top))
            Draw(Top, _parts.TopHead.call(_parts.TopNorm.call(first)).transpose(0, 1));
        if (!Wanted(Bottom))
            return;
        Tensor slots = _headBlocks.Forward(_prior.HeadSlots(Codes(step, Top).flatten()), position: 1, causal: false); // (4, N, d)
        Draw(Bottom, _parts.BottomHead.call(_parts.BottomNorm.call(slots)).transpose(0, 1));
    }
}
