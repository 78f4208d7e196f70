using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

/// <summary>Pictures to learn from: discs of random place, size and colour over random ground.</summary>
internal static class Discs
{
    /// <summary>(count, 3, side, side) in [-1, 1], always the same.</summary>
    public static Tensor Images(int count, int side = 16)
    {
        var random = new Random(11);
        float[] pixels = new float[count * 3 * side * side];
        for (int image = 0; image < count; image++)
        {
            (double x, double y, double radius) = (random.NextDouble() * side, random.NextDouble() * side, side * (3 + 4 * random.NextDouble()) / 16);
            for (int channel = 0; channel < 3; channel++)
            {
                (float ground, float disc) = (random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1);
                for (int at = 0; at < side * side; at++)
                    pixels[(image * 3 + channel) * side * side + at] = Math.Pow(at % side - x, 2) + Math.Pow(at / side - y, 2) < radius * radius ? disc : ground;
            }
        }
        return tensor(pixels, [count, 3, side, side]);
    }
}
