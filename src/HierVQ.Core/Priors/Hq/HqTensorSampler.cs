using HierVQ.Layers;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>Samples from an <see cref="HqTransformer"/> with libtorch, on any device: the same network, a position of a top code at a time.</summary>
internal sealed class HqTensorSampler : TensorSampler
{
    private readonly HqParts _parts;
    private readonly IReadOnlyList<HeadDraw> _draws;
    private readonly CachedStack _blocks;
    private readonly HeadSteps _head;
    private Tensor _start = null!; // (P, N, d)

    /// <param name="prior">The network.</param>
    /// <param name="parts">The parts of it.</param>
    /// <param name="options">Rows at once.</param>
    public HqTensorSampler(HqTransformer prior, HqParts parts, SamplerOptions options)
        : base(prior.Layout, parts.Condition, HqOrder.Of(prior.Layout, parts), options, prior.Device)
    {
        _parts = parts;
        _draws = HeadDraw.Of(parts.Head.Head);
        _blocks = new CachedStack(parts.Blocks, parts.Start.Length - 1 + parts.Pyramids.Positions, MaxRows);
        _head = new HeadSteps(parts.Head, _draws, prior.Device, MaxRows);
    }

    protected override void Begin(Tensor conditions) => _start = _parts.Start.Vectors(conditions);

    protected override void Step(int step)
    {
        Tensor x = step == 0 ? _start : _parts.Embedding.Embed(Levels(step - 1), _parts.Embedding.Positions.Vectors.narrow(0, step - 1, 1), TransformerPass.Scoring); // (1 or P, N, d)
        x = _blocks.Forward(x, step == 0 ? 0 : _parts.Start.Length - 1 + step);
        if (!WantedFrom(0))
            return;
        Tensor hidden = _parts.Norm.call(x.narrow(0, x.size(0) - 1, 1)); // (1, N, d)
        Tensor slots = hidden;
        int group = -1;
        for (int draw = 0; draw < _draws.Count && WantedFrom(draw); draw++)
        {
            if (_draws[draw].Group != group)
                slots = _head.Run(group = _draws[draw].Group, hidden, before => Codes(step, before));
            if (Wanted(draw))
                Draw(draw, _head.Logits(slots, _draws[draw]).transpose(0, 1));
        }
    }

    protected override void DisposeMemory()
    {
        _blocks.Dispose();
        _head.Dispose();
    }

    // The codes of each level at a position, (4^level, 1, N).
    private Tensor[] Levels(int step) => [.. Enumerable.Range(0, _parts.Pyramids.Levels).Select(level =>
        cat([.. _draws.Index().Where(draw => draw.Item.Level == level).Select(draw => Codes(step, draw.Index))], 1).t().unsqueeze(1))];
}
