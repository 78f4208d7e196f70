using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// A weight in two parts, its direction and its length for each output: w = g · v / ‖v‖ (Salimans and Kingma: Weight Normalization, 2016,
/// equation 2), with an optional bias.
/// </summary>
internal class WeightNormKernel : nn.Module
{
    private readonly Parameter weight_g; // (outputs, 1, ...)
    private readonly Parameter weight_v; // (outputs, inputs, ...)
    private readonly Parameter? bias; // (outputs)

    /// <summary>Makes a weight that is uniform within ±1/√inputs of a product, as plain layers begin.</summary>
    /// <param name="shape">Its shape, outputs first.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    /// <param name="context">Where it lives and what it is drawn from.</param>
    /// <param name="hide">Sets to zero, in place, what of the first direction is never used; or null.</param>
    public WeightNormKernel(long[] shape, bool hasBias, LayerContext context, Action<Tensor>? hide = null) : base(nameof(WeightNormKernel))
    {
        double bound = 1 / Math.Sqrt(shape.Skip(1).Aggregate(1.0, (product, size) => product * size));
        weight_v = Initial.Uniform(shape, bound, context.Init, context.Device);
        weight_g = Initial.Ones([shape[0], .. Enumerable.Repeat(1L, shape.Length - 1)], context.Device);
        bias = hasBias ? Initial.Uniform([shape[0]], bound, context.Init, context.Device) : null;
        using (NewDisposeScope())
        using (no_grad())
        {
            hide?.Invoke(weight_v);
            weight_g.copy_(Lengths(weight_v)); // w = v to begin with
        }
        RegisterComponents();
    }

    /// <summary>v, (outputs, inputs, ...).</summary>
    public Tensor Direction => weight_v;

    /// <summary>What is added to each output, if anything.</summary>
    public Tensor? Bias => bias;

    /// <summary>w, made of a direction that is v or a part of it.</summary>
    public Tensor Weight(Tensor direction) => direction.mul(weight_g.div(Lengths(direction)));

    // One number an output, with as many axes as the weight.
    private Tensor Lengths(Tensor direction) => direction.flatten(1).square().sum(1).sqrt().view(weight_g.shape);
}
