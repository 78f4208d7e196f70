using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>How far reconstructed images are from the originals; a tokenizer learns to make it small.</summary>
public interface IReconstructionLoss
{
    /// <summary>The loss as a scalar with a gradient to <paramref name="reconstruction"/>.</summary>
    /// <param name="images">Originals, (N, 3, H, W) in [-1, 1].</param>
    /// <param name="reconstruction">What the decoder made of them, of the same shape.</param>
    Tensor Compute(Tensor images, Tensor reconstruction);
}
