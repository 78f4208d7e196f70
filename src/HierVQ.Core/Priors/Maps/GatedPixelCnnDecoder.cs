using HierVQ.Layers.GatedPixelCnn;
using HierVQ.Sampling;
using HierVQ.Sampling.GatedPixelCnn;
using HierVQ.Sampling.Kernels;
using HierVQ.Sampling.PixelSnail;

namespace HierVQ.Priors;

/// <summary>Samples from a gated PixelCNN on the CPU: the network of <see cref="GatedPixelCnn"/>, a position at a time.</summary>
internal sealed unsafe class GatedPixelCnnDecoder : KernelSampler
{
    private readonly int _width;
    private readonly SnailBatch _batch;
    private readonly MapConditionDecoder? _told;
    private readonly GatedDecoder _network;
    private readonly AlignedBuffer _logits; // (rows, K)

    /// <param name="prior">The network; its weights are copied.</param>
    /// <param name="options">Rows at once.</param>
    /// <param name="packing">How weights are kept.</param>
    public GatedPixelCnnDecoder(GatedPixelCnn prior, SamplerOptions options, LinearPacking packing) : base(prior.Layout, prior.Input, prior.Order, options)
    {
        GatedPixelCnnShape shape = prior.Gated.Shape;
        _width = shape.Width;
        _batch = new SnailBatch(MaxRows, shape.Height, shape.Width, packing);
        _told = prior.Told is null ? null : new MapConditionDecoder(prior.Told, _batch);
        _network = new GatedDecoder(prior.Gated, _batch, _told?.Condition);
        _logits = new AlignedBuffer((long)MaxRows * shape.Classes);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        _told?.Dispose();
        _network.Dispose();
        _logits.Dispose();
    }

    /// <inheritdoc/>
    protected override void Begin(int rows)
    {
        (_batch.Count, _batch.Team) = (rows, Team);
        for (int row = 0; row < rows; row++)
            _told?.Put(row, Condition(row));
        _network.Begin();
    }

    /// <inheritdoc/>
    protected override void Step(int step, int rows)
    {
        for (int row = 0; row < rows && step > 0; row++)
            _network.Put(row, (step - 1) / _width, (step - 1) % _width, Codes(row)[step - 1]);
        _network.Run(step, Wanted(0) ? _logits.Pointer : null);
        if (Wanted(0))
            Draw(0, _logits.Pointer, _network.Outputs);
    }
}
