using System.Numerics;

namespace SixLabors.ImageSharp.PixelFormats;

public struct L8 : IPixel<L8>, IPackedVector<byte>
{
    public L8(byte luminance) => PackedValue = luminance;

    public byte PackedValue { get; set; }

    public static bool operator ==(L8 left, L8 right) => left.Equals(right);

    public static bool operator !=(L8 left, L8 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector)
    {
        vector = Vector4.Clamp(vector, Vector4.Zero, Vector4.One) * 255f;
        PackedValue = ChannelMath.Luminance(vector.X, vector.Y, vector.Z);
    }

    public readonly Vector4 ToScaledVector4()
    {
        float scaled = PackedValue / 255f;
        return new Vector4(scaled, scaled, scaled, 1f);
    }

    public void FromVector4(Vector4 vector) => FromScaledVector4(vector);

    public readonly Vector4 ToVector4() => ToScaledVector4();

    public void FromL8(L8 source) => this = source;

    public void FromRgb24(Rgb24 source) => PackedValue = ChannelMath.Luminance(source.R, source.G, source.B);

    public void FromRgba32(Rgba32 source) => PackedValue = ChannelMath.Luminance(source.R, source.G, source.B);

    public void ToRgba32(ref Rgba32 dest) => dest = new Rgba32(PackedValue, PackedValue, PackedValue, 255);

    public readonly bool Equals(L8 other) => PackedValue == other.PackedValue;

    public override readonly bool Equals(object? obj) => obj is L8 other && Equals(other);

    public override readonly int GetHashCode() => PackedValue.GetHashCode();

    public override readonly string ToString() => $"L8({PackedValue})";
}
