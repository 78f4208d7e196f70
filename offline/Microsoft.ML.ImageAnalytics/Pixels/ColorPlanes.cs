using System.Numerics;
using Microsoft.ML.Runtime;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Where each colour lies among the chosen ones, in an order; -1 where it is not chosen.</summary>
internal readonly record struct ColorPlanes(int Alpha, int Red, int Green, int Blue)
{
    public static ColorPlanes Of(ColorsOrder order, ColorBits colors)
    {
        string chosen = string.Concat(order.ToString().Where(c => (colors & BitOf(c)) != 0));
        return new ColorPlanes(chosen.IndexOf('A'), chosen.IndexOf('R'), chosen.IndexOf('G'), chosen.IndexOf('B'));
    }

    public static int Count(ColorBits colors) => BitOperations.PopCount((uint)colors);

    public static ColorBits ReadColors(BinaryReader reader)
    {
        var colors = (ColorBits)reader.ReadByte();
        Contracts.CheckDecode(colors != 0 && (colors & ~ColorBits.All) == 0, $"Corrupt model file: colours {(byte)colors}");
        return colors;
    }

    private static ColorBits BitOf(char color) => color switch
    {
        'A' => ColorBits.Alpha,
        'R' => ColorBits.Red,
        'G' => ColorBits.Green,
        _ => ColorBits.Blue,
    };
}
