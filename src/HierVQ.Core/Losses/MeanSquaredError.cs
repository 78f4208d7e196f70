using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>Mean squared error a pixel value, the reconstruction term of HQ-VAE.</summary>
public sealed class MeanSquaredError : IReconstructionLoss
{
    /// <inheritdoc/>
    public Tensor Compute(Tensor images, Tensor reconstruction) => nn.functional.mse_loss(reconstruction, images);
}
