using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>Samples from a PixelSNAIL prior with libtorch, on any device.</summary>
internal sealed class PixelSnailTensorSampler : TensorSampler
{
    private readonly PixelSnailPrior _prior;
    private readonly PixelSnailSteps _steps;

    public PixelSnailTensorSampler(PixelSnailPrior prior, SamplerOptions options) : base(prior.Layout, prior.Input, prior.Order, options, prior.Device)
    {
        _prior = prior;
        _steps = new PixelSnailSteps(prior.Snail, MaxRows, ofCodes: true);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory() => _steps.Dispose();

    /// <inheritdoc/>
    protected override void Begin(Tensor conditions) => _steps.Begin((int)conditions.size(0), _prior.Told?.Run(conditions, scoring: true));

    /// <inheritdoc/>
    protected override void Step(int step)
    {
        if (step > 0)
            _steps.Put(step - 1, Codes(step - 1, 0).flatten());
        Tensor near = _steps.Features(step); // (N, C)
        if (Wanted(0))
            Draw(0, _steps.Logits(near).unsqueeze(1));
    }
}
