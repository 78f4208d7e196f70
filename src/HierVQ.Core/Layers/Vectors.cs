using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Between maps, whose channels are planes, and the vectors of their positions.</summary>
internal static class Vectors
{
    /// <summary>A map's vectors, (N, C, H, W) to (N, H, W, C): a view.</summary>
    public static Tensor Of(Tensor map) => map.permute(0, 2, 3, 1);

    /// <summary>The way back, (N, H, W, C) to (N, C, H, W), in memory as convolutions want it.</summary>
    public static Tensor ToMap(Tensor vectors) => vectors.permute(0, 3, 1, 2).contiguous();
}
