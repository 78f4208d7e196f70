using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>A feature map after quantization.</summary>
/// <param name="Map">The code vectors in the map's place, (N, D, H, W), with the gradient of the map itself (straight-through).</param>
/// <param name="Codes">The codes in raster order, (N, H·W) Int64.</param>
/// <param name="Commitment">The commitment loss, its weight included: a scalar with a gradient.</param>
public readonly record struct Quantized(Tensor Map, Tensor Codes, Tensor Commitment);
