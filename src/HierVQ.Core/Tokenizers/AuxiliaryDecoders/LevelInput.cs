using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>What a level makes its codes of: an image, or the codes of the level below.</summary>
/// <param name="Map">As its encoder takes it, (N, channels, H, W): pixels in [-1, 1], or the code vectors of the level below without gradient.</param>
/// <param name="Values">As decoders predict it, (N, C, H, W) Int64.</param>
internal readonly record struct LevelInput(Tensor Map, Tensor Values);
