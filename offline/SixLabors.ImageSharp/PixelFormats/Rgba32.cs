using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

[StructLayout(LayoutKind.Sequential)]
public struct Rgba32 : IPixel<Rgba32>, IPackedVector<uint>
{
    public byte R;
    public byte G;
    public byte B;
    public byte A;

    public Rgba32(byte r, byte g, byte b)
        : this(r, g, b, 255)
    {
    }

    public Rgba32(byte r, byte g, byte b, byte a)
    {
        R = r;
        G = g;
        B = b;
        A = a;
    }

    public Rgba32(uint packed)
    {
        this = default;
        PackedValue = packed;
    }

    public uint PackedValue
    {
        readonly get => Unsafe.BitCast<Rgba32, uint>(this);
        set => this = Unsafe.BitCast<uint, Rgba32>(value);
    }

    public static implicit operator Color(Rgba32 source) => new(source);

    public static implicit operator Rgba32(Color color) => color.ToPixel<Rgba32>();

    public static bool operator ==(Rgba32 left, Rgba32 right) => left.Equals(right);

    public static bool operator !=(Rgba32 left, Rgba32 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector)
    {
        vector = ChannelMath.ToBytes(vector);
        (R, G, B, A) = ((byte)vector.X, (byte)vector.Y, (byte)vector.Z, (byte)vector.W);
    }

    public readonly Vector4 ToScaledVector4() => new Vector4(R, G, B, A) / 255f;

    public void FromVector4(Vector4 vector) => FromScaledVector4(vector);

    public readonly Vector4 ToVector4() => ToScaledVector4();

    public void FromL8(L8 source)
    {
        R = G = B = source.PackedValue;
        A = 255;
    }

    public void FromRgb24(Rgb24 source) => (R, G, B, A) = (source.R, source.G, source.B, 255);

    public void FromRgba32(Rgba32 source) => this = source;

    public void ToRgba32(ref Rgba32 dest) => dest = this;

    public readonly bool Equals(Rgba32 other) => PackedValue == other.PackedValue;

    public override readonly bool Equals(object? obj) => obj is Rgba32 other && Equals(other);

    public override readonly int GetHashCode() => PackedValue.GetHashCode();

    public override readonly string ToString() => $"Rgba32({R}, {G}, {B}, {A})";
}
