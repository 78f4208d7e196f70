using HierVQ.Quantization;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>What one pass of images through HQ-VAE makes on its way; levels from the top.</summary>
/// <param name="Features">The features of each level, (N, vector size of the level, h, w).</param>
/// <param name="Residuals">What the levels above leave of these, and the level quantizes.</param>
/// <param name="Levels">The quantized levels.</param>
/// <param name="Reconstruction">(N, 3, H, W).</param>
internal sealed record HqVaePass(IReadOnlyList<Tensor> Features, IReadOnlyList<Tensor> Residuals, IReadOnlyList<Quantized> Levels, Tensor Reconstruction);
