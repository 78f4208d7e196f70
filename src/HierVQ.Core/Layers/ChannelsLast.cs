using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// Maps whose channels lie side by side in memory (channels_last), though their axes are (N, C, H, W) as ever. Convolutions of the CPU take
/// them as they are, where planes are brought into an order of their own and back each time. So encoding and decoding on the CPU go this
/// way; training does not, because libtorch's group norm is slow at it and its gradient could not come from <see cref="ChannelsLastNorm"/>.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>A map in the memory format in which a pass through encoder or decoder is fastest.</summary>
    public static Tensor Of(Tensor map)
    {
        if (is_grad_enabled() || map.device_type != DeviceType.CPU || map.dtype != ScalarType.Float32)
            return map;
        using Tensor vectors = Vectors.Of(map);
        using Tensor laid = vectors.contiguous();
        return MapOf(laid);
    }

    /// <summary>Whether a map's channels lie side by side, without gaps.</summary>
    public static bool Is(Tensor map)
    {
        using Tensor vectors = Vectors.Of(map);
        return vectors.is_contiguous();
    }

    /// <summary>Vectors that lie side by side as a map, (N, H, W, C) to (N, C, H, W): a view.</summary>
    public static Tensor MapOf(Tensor vectors) => vectors.permute(0, 3, 1, 2);
}
