using HierVQ.Layers.GatedPixelCnn;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>Samples from a gated PixelCNN with libtorch, on any device.</summary>
internal sealed class GatedPixelCnnTensorSampler : TensorSampler
{
    private readonly GatedPixelCnn _prior;
    private readonly GatedPixelCnnSteps _steps;

    public GatedPixelCnnTensorSampler(GatedPixelCnn prior, SamplerOptions options) : base(prior.Layout, prior.Input, prior.Order, options, prior.Device)
    {
        _prior = prior;
        _steps = new GatedPixelCnnSteps(prior.Gated, MaxRows);
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
        Tensor features = _steps.Features(step); // (N, C)
        if (Wanted(0))
            Draw(0, _steps.Logits(features).unsqueeze(1));
    }
}
