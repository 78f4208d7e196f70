using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers.AuxiliaryDecoders;

/// <summary>Pictures that are easy to learn: discs of random place, size and colour over random ground.</summary>
internal static class Discs
{
    /// <summary>(N, 3, side, side) in [-1, 1], each value one of 8 bits.</summary>
    public static Tensor Images(int count, int side, int seed = 11)
    {
        var random = new Random(seed);
        float[] pixels = new float[count * 3 * side * side];
        for (int image = 0; image < count; image++)
        {
            (double x, double y, double radius) = (random.NextDouble() * side, random.NextDouble() * side, side * (0.2 + (0.25 * random.NextDouble())));
            for (int channel = 0; channel < 3; channel++)
            {
                (float ground, float disc) = ((random.Next(256) / 127.5f) - 1, (random.Next(256) / 127.5f) - 1);
                for (int at = 0; at < side * side; at++)
                    pixels[(((image * 3) + channel) * side * side) + at] = Math.Pow((at % side) - x, 2) + Math.Pow((at / side) - y, 2) < radius * radius ? disc : ground;
            }
        }
        return tensor(pixels, [count, 3, side, side]);
    }
}
