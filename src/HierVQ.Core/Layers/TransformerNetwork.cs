using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>The two-layer network of a transformer block: d to 4 d, GELU, back to d.</summary>
public sealed class TransformerNetwork : nn.Module<Tensor, Tensor>
{
    private const int Expansion = 4;
    private const double SigmoidSlope = 1.702;

    /// <summary>Makes the network.</summary>
    /// <param name="width">Width d.</param>
    /// <param name="approximateGelu">Whether GELU is x sigmoid(1.702 x) instead of the exact function.</param>
    /// <param name="deviation">Standard deviation of the first weights.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where the layer lives.</param>
    public TransformerNetwork(int width, bool approximateGelu, double deviation, Generator init, Device device) : base(nameof(TransformerNetwork))
    {
        ApproximateGelu = approximateGelu;
        Up = new Linear(width, Expansion * width, init, device, deviation: deviation);
        Down = new Linear(Expansion * width, width, init, device, deviation: deviation);
        // The places in the sequence that the published checkpoints name the layers by.
        register_module("0", Up);
        register_module("2", Down);
    }

    /// <summary>Whether GELU is approximate.</summary>
    public bool ApproximateGelu { get; }

    /// <summary>The first layer.</summary>
    public Linear Up { get; }

    /// <summary>The second layer.</summary>
    public Linear Down { get; }

    /// <summary>(..., d) to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        Tensor hidden = Up.call(input); // (..., 4 d)
        return Down.call(ApproximateGelu ? hidden.mul(hidden.mul(SigmoidSlope).sigmoid_()) : nn.functional.gelu(hidden));
    }

    /// <summary>Nothing more to register: the names of the fields are not those of the checkpoints.</summary>
    protected override void RegisterComponents()
    {
    }
}
