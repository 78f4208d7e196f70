using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>A feature map after quantization.</summary>
/// <param name="Map">The code vectors in the map's place, (N, D, H, W), with a gradient for the map itself (straight-through, or what stands for it).</param>
/// <param name="Codes">The codes in raster order, depth innermost, (N, H·W·Depth) Int64.</param>
/// <param name="Loss">What the quantizer adds to the loss (commitment, codebook, entropy), weights included: a scalar with a gradient.</param>
public readonly record struct Quantized(Tensor Map, Tensor Codes, Tensor Loss);
