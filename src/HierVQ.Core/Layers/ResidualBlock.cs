using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Residual block of the tokenizers (Esser et al. 2021): twice norm, swish and 3x3 convolution, around them a skip.</summary>
public sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly GroupNorm norm2;
    private readonly Dropout dropout;
    private readonly Conv2d conv2;
    private readonly Conv2d? nin_shortcut; // 1x1, where the channels change

    /// <summary>Makes the block.</summary>
    /// <param name="inputs">Channels of the input, a multiple of 32.</param>
    /// <param name="outputs">Channels of the output, a multiple of 32.</param>
    /// <param name="context">Where the block lives and what its weights and masks are drawn from.</param>
    public ResidualBlock(int inputs, int outputs, LayerContext context) : base(nameof(ResidualBlock))
    {
        norm1 = new GroupNorm(inputs, context.Device);
        conv1 = new Conv2d(inputs, outputs, 3, context.Init, context.Device, padding: 1);
        norm2 = new GroupNorm(outputs, context.Device);
        dropout = new Dropout(context.Dropout, context.Noise);
        conv2 = new Conv2d(outputs, outputs, 3, context.Init, context.Device, padding: 1);
        if (inputs != outputs)
            nin_shortcut = new Conv2d(inputs, outputs, 1, context.Init, context.Device);
        RegisterComponents();
    }

    /// <summary>(N, inputs, H, W) to (N, outputs, H, W).</summary>
    public override Tensor forward(Tensor input)
    {
        using Tensor hidden = Convolve(norm1, null, conv1, input); // (N, outputs, H, W)
        Tensor residual = Convolve(norm2, dropout, conv2, hidden); // (N, outputs, H, W)
        using Tensor? shortcut = nin_shortcut?.call(input);
        // In place: nobody needs the convolution's own result again, not even its gradient.
        return residual.add_(shortcut ?? input);
    }

    // What gradients do not need goes at once, not at the end of the step.
    private static Tensor Convolve(GroupNorm norm, Dropout? dropout, Conv2d convolution, Tensor input)
    {
        using Tensor active = norm.Swish(input);
        return Chain.Call(active, dropout, convolution);
    }
}
