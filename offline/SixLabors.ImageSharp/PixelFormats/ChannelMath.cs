using System.Numerics;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>How channels are rounded and weighed.</summary>
internal static class ChannelMath
{
    /// <summary>A colour in [0, 1] as bytes, clamped and rounded, in x, y, z, w.</summary>
    public static Vector4 ToBytes(Vector4 scaled)
        => Vector4.Clamp((scaled * 255f) + new Vector4(0.5f), Vector4.Zero, new Vector4(255f));

    /// <summary>Luminance by ITU-R BT.709, of bytes.</summary>
    public static byte Luminance(float r, float g, float b) => (byte)((r * .2126f) + (g * .7152f) + (b * .0722f) + 0.5f);

    /// <summary>A 16 bit channel as 8 bits, rounded to the nearest.</summary>
    public static byte Reduce(ushort value) => (byte)(((value * 255) + 32895) >> 16);
}
