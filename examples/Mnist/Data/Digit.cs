namespace HierVQ.Examples.Mnist;

/// <summary>One handwritten digit.</summary>
/// <param name="Value">What it says, 0 to 9.</param>
/// <param name="Pixels">28 x 28 bytes, row by row: 0 is paper, 255 is ink.</param>
internal sealed record Digit(int Value, byte[] Pixels)
{
    /// <summary>Width and height in pixels, as the set has them.</summary>
    public const int Size = 28;

    /// <summary>Width and height with the paper around them that makes them divisible by 8.</summary>
    public const int PaddedSize = 32;

    private const int Margin = (PaddedSize - Size) / 2;

    /// <summary>The digit as a row of the pipeline.</summary>
    public DigitRow ToRow()
    {
        var pixels = new float[PaddedSize * PaddedSize];
        for (int i = 0; i < Pixels.Length; i++)
            pixels[(((i / Size) + Margin) * PaddedSize) + (i % Size) + Margin] = Pixels[i];
        return new DigitRow { Digit = Name(Value), Pixels = pixels };
    }

    /// <summary>A digit out of a drawn picture.</summary>
    /// <param name="value">What it should say.</param>
    /// <param name="rgb">RGB bytes, (32, 32, 3), gray.</param>
    public static Digit FromPadded(int value, ReadOnlySpan<byte> rgb)
    {
        var pixels = new byte[Size * Size];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = rgb[3 * ((((i / Size) + Margin) * PaddedSize) + (i % Size) + Margin)];
        return new Digit(value, pixels);
    }

    /// <summary>The label of a digit.</summary>
    public static string Name(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Dark ink on white paper, as RGB bytes (28, 28, 3), for sheets.</summary>
    public byte[] ToRgb()
    {
        var rgb = new byte[3 * Pixels.Length];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(255 - Pixels[i / 3]);
        return rgb;
    }
}
