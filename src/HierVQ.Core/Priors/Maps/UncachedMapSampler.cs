using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// Draws as rosinality/vq-vae-2-pytorch does: for each position the whole network again over the rows up to it, with nothing kept but the
/// condition. What the samplers that keep what they know are compared to.
/// </summary>
internal sealed class UncachedMapSampler : TensorSampler
{
    private readonly MapPrior _prior;
    private readonly int _width;
    private Tensor? _told; // (N, D, H, W) or (N, D, 1, 1)
    private Tensor _codes = null!; // (N, H W), 0 where there is none yet: no position sees it

    public UncachedMapSampler(MapPrior prior, int maxBatch)
        : base(prior.Layout, prior.Input, prior.Order, new SamplerOptions { MaxBatch = maxBatch, Backend = SamplerBackend.LibTorch }, prior.Device) =>
        (_prior, _width) = (prior, prior.Layout[0].Width);

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        // Everything lives no longer than a batch.
    }

    /// <inheritdoc/>
    protected override void Begin(Tensor conditions)
    {
        _told = _prior.Told?.Run(conditions, scoring: true);
        _codes = zeros([conditions.size(0), _prior.Layout.TotalCodes], ScalarType.Int64, _prior.Device);
    }

    /// <inheritdoc/>
    protected override void Step(int step)
    {
        if (step > 0)
            _codes.select(1, step - 1).copy_(Codes(step - 1, 0).flatten());
        if (!Wanted(0))
            return;
        (int row, int column) = Math.DivRem(step, _width);
        Tensor rows = _codes.narrow(1, 0, (row + 1) * _width).view(-1, row + 1, _width);
        Draw(0, _prior.Pass(rows, _told, scoring: true).select(2, row).select(2, column).unsqueeze(1)); // (N, 1, K)
    }
}
