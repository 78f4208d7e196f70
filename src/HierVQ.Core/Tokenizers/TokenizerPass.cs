using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>What one training pass of images through a tokenizer gives its losses. Its tensors belong to the dispose scope in which it was made.</summary>
/// <param name="Reconstruction">(N, C, H, W).</param>
/// <param name="QuantizationLoss">The quantizers' losses of all levels, weights included: a scalar.</param>
/// <param name="Codes">The codes of the batch, (N, TotalCodes) Int64.</param>
public sealed record TokenizerPass(Tensor Reconstruction, Tensor QuantizationLoss, Tensor Codes)
{
    /// <summary>The images decoded from the upper levels alone, where the options ask for losses on them; else null. (N, C, H, W)</summary>
    public Tensor? TopReconstruction { get; init; }

    /// <summary>A loss between feature maps, its weight included, where the options ask for it; else null.</summary>
    public Tensor? FeatureLoss { get; init; }
}
