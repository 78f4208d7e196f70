using System.Globalization;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

public readonly struct Color : IEquatable<Color>
{
    public static readonly Color Transparent = new(new Rgba32(0, 0, 0, 0));
    public static readonly Color Black = FromRgb(0, 0, 0);
    public static readonly Color White = FromRgb(255, 255, 255);
    public static readonly Color Gray = FromRgb(128, 128, 128);
    public static readonly Color Red = FromRgb(255, 0, 0);
    public static readonly Color Green = FromRgb(0, 128, 0);
    public static readonly Color Blue = FromRgb(0, 0, 255);

    private readonly Rgba32 value;

    public Color(Rgba32 pixel) => value = pixel;

    public Color(Rgb24 pixel) => value = new Rgba32(pixel.R, pixel.G, pixel.B);

    public static bool operator ==(Color left, Color right) => left.Equals(right);

    public static bool operator !=(Color left, Color right) => !left.Equals(right);

    public static Color FromRgba(byte r, byte g, byte b, byte a) => new(new Rgba32(r, g, b, a));

    public static Color FromRgb(byte r, byte g, byte b) => new(new Rgba32(r, g, b));

    public static Color FromPixel<TPixel>(TPixel pixel)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        Rgba32 rgba = default;
        pixel.ToRgba32(ref rgba);
        return new Color(rgba);
    }

    public static Color ParseHex(string hex)
        => TryParseHex(hex, out Color color) ? color : throw new ArgumentException("Hexadecimal string is not in the correct format.", nameof(hex));

    public static bool TryParseHex(string hex, out Color result)
    {
        result = default;
        string digits = (hex ?? string.Empty).TrimStart('#');
        if (digits.Length is 3 or 4)
        {
            digits = string.Concat(digits.Select(digit => new string(digit, 2)));
        }

        if (digits.Length == 6)
        {
            digits += "FF";
        }

        if (digits.Length != 8 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint rgba))
        {
            return false;
        }

        result = FromRgba((byte)(rgba >> 24), (byte)(rgba >> 16), (byte)(rgba >> 8), (byte)rgba);
        return true;
    }

    public string ToHex() => $"{value.R:X2}{value.G:X2}{value.B:X2}{value.A:X2}";

    public TPixel ToPixel<TPixel>()
        where TPixel : unmanaged, IPixel<TPixel>
    {
        TPixel pixel = default;
        pixel.FromRgba32(value);
        return pixel;
    }

    public bool Equals(Color other) => value == other.value;

    public override bool Equals(object? obj) => obj is Color other && Equals(other);

    public override int GetHashCode() => value.GetHashCode();

    public override string ToString() => ToHex();
}
