using System.Numerics;
using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

[StructLayout(LayoutKind.Explicit)]
public struct Rgb24 : IPixel<Rgb24>
{
    [FieldOffset(0)]
    public byte R;

    [FieldOffset(1)]
    public byte G;

    [FieldOffset(2)]
    public byte B;

    public Rgb24(byte r, byte g, byte b)
    {
        R = r;
        G = g;
        B = b;
    }

    public static implicit operator Color(Rgb24 source) => new(source);

    public static implicit operator Rgb24(Color color) => color.ToPixel<Rgb24>();

    public static bool operator ==(Rgb24 left, Rgb24 right) => left.Equals(right);

    public static bool operator !=(Rgb24 left, Rgb24 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector)
    {
        vector = ChannelMath.ToBytes(vector);
        (R, G, B) = ((byte)vector.X, (byte)vector.Y, (byte)vector.Z);
    }

    public readonly Vector4 ToScaledVector4() => new Vector4(R, G, B, 255) / 255f;

    public void FromVector4(Vector4 vector) => FromScaledVector4(vector);

    public readonly Vector4 ToVector4() => ToScaledVector4();

    public void FromL8(L8 source) => R = G = B = source.PackedValue;

    public void FromRgb24(Rgb24 source) => this = source;

    public void FromRgba32(Rgba32 source) => (R, G, B) = (source.R, source.G, source.B);

    public void ToRgba32(ref Rgba32 dest) => dest = new Rgba32(R, G, B, 255);

    public readonly bool Equals(Rgb24 other) => R == other.R && G == other.G && B == other.B;

    public override readonly bool Equals(object? obj) => obj is Rgb24 other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(R, G, B);

    public override readonly string ToString() => $"Rgb24({R}, {G}, {B})";
}
