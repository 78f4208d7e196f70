using TorchSharp.Binding;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The arithmetic that Adam and AdamW share, in place, operator for operator as PyTorch's loop over single tensors has it.</summary>
internal static class AdamUpdate
{
    /// <summary>The parameter moves against the running mean of its gradient, over the root of the running mean of the square.</summary>
    internal static void Apply(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, Tensor? largest, long step,
        double lr, double beta1, double beta2, double eps)
    {
        Op.mul__Scalar.With(mean).With(beta1).InPlace(mean);
        Op.add__Tensor.With(mean).With(gradient).With(1 - beta1).InPlace(mean);
        Op.mul__Scalar.With(square).With(beta2).InPlace(square);
        Op.addcmul_.With(square).With(gradient).With(gradient).With(1 - beta2).InPlace(square);
        if (largest is not null)
        {
            using Tensor larger = largest.maximum(square);
            largest.copy_(larger);
        }
        using Tensor root = (largest ?? square).sqrt();
        Op.div__Scalar.With(root).With(Math.Sqrt(1 - Math.Pow(beta2, step))).InPlace(root);
        Op.add__Scalar.With(root).With(eps).InPlace(root);
        Op.addcdiv_.With(parameter).With(mean).With(root).With(-lr / (1 - Math.Pow(beta1, step))).InPlace(parameter);
    }
}
