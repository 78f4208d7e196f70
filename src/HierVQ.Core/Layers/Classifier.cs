using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>A norm and a linear layer: from what a transformer says to logits.</summary>
internal sealed class Classifier : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm layer_norm;
    private readonly nn.Module<Tensor, Tensor> linear;

    /// <param name="width">Width d of the input.</param>
    /// <param name="linear">The linear layer, which is owned from now on.</param>
    /// <param name="device">Where it lives.</param>
    public Classifier(int width, nn.Module<Tensor, Tensor> linear, Device device) : base(nameof(Classifier))
    {
        layer_norm = new LayerNorm(width, device);
        this.linear = linear;
        RegisterComponents();
    }

    /// <summary>The norm.</summary>
    public LayerNorm Norm => layer_norm;

    /// <summary>The linear layer.</summary>
    public nn.Module<Tensor, Tensor> Linear => linear;

    /// <summary>(..., d) to logits (..., K) in single precision.</summary>
    public override Tensor forward(Tensor input) => linear.call(layer_norm.call(input)).As(ScalarType.Float32);
}
