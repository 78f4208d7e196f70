using HierVQ.Quantization;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>What one pass of images through VQ-VAE-2 makes on its way.</summary>
/// <param name="Levels">The quantized levels, the top first.</param>
/// <param name="Reconstruction">(N, C, H, W).</param>
internal sealed record VqVae2Pass(IReadOnlyList<Quantized> Levels, Tensor Reconstruction);
