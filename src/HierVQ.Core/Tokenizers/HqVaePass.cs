using HierVQ.Quantization;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>What one pass of images through HQ-VAE makes on its way.</summary>
/// <param name="Features">h, (N, E, h, w).</param>
/// <param name="TopFeatures">h brought down, (N, top vector size, h/k, w/k).</param>
/// <param name="Top">The top level.</param>
/// <param name="Residual">h without what the top level says of it, (N, E, h, w).</param>
/// <param name="Bottom">The bottom level.</param>
/// <param name="Reconstruction">(N, 3, H, W).</param>
internal sealed record HqVaePass(
    Tensor Features, Tensor TopFeatures, Quantized Top, Tensor Residual, Quantized Bottom, Tensor Reconstruction);
