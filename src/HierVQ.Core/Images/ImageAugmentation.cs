namespace HierVQ.Images;

/// <summary>
/// Mirrors and shifts training images by chance. What happens to an image depends on the seed, the step and its place in the batch alone,
/// so that a training that was interrupted goes on with the very same pictures.
/// </summary>
public sealed class ImageAugmentation
{
    private readonly double flipProbability;
    private readonly int maxShift;
    private readonly ulong seed;

    /// <summary>Sets what may happen to an image.</summary>
    /// <param name="flipProbability">Chance of being mirrored left to right, from 0 to 1.</param>
    /// <param name="maxShift">Most pixels of shift in each direction; edges are repeated. At least 0.</param>
    /// <param name="seed">Seed of the choices.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ImageAugmentation(double flipProbability, int maxShift, int seed)
    {
        OptionCheck.Within(flipProbability, 0, 1);
        OptionCheck.AtLeast(maxShift, 0);
        (this.flipProbability, this.maxShift, this.seed) = (flipProbability, maxShift, (uint)seed);
    }

    /// <summary>Changes a batch in place.</summary>
    /// <param name="planar">Bytes, (N, C, H, W).</param>
    /// <param name="channels">C, bytes of a pixel.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="step">Number of the training step.</param>
    /// <exception cref="ArgumentException">The bytes are no whole number of images.</exception>
    public void Apply(Span<byte> planar, int channels, int height, int width, long step)
    {
        OptionCheck.AtLeast(channels, 1);
        OptionCheck.AtLeast(height, 1);
        OptionCheck.AtLeast(width, 1);
        if (planar.Length % (channels * height * width) != 0)
            throw new ArgumentException($"{planar.Length} bytes are no whole number of images of {width} x {height} pixels of {channels}.", nameof(planar));
        if (flipProbability == 0 && maxShift == 0)
            return;

        byte[] copy = new byte[height * width];
        int count = planar.Length / (channels * height * width);
        for (int i = 0; i < count; i++)
        {
            ulong state = Mix(Mix(seed ^ Mix((ulong)step)) + (ulong)i);
            bool flip = (Next(ref state) >> 11) * (1.0 / (1UL << 53)) < flipProbability;
            int down = Shift(ref state);
            int right = Shift(ref state);
            for (int channel = 0; channel < channels; channel++)
                Move(planar.Slice(((i * channels) + channel) * height * width, height * width), copy, height, width, flip, down, right);
        }
    }

    private static void Move(Span<byte> plane, byte[] copy, int height, int width, bool flip, int down, int right)
    {
        plane.CopyTo(copy);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> source = copy.AsSpan(Math.Clamp(y - down, 0, height - 1) * width, width);
            Span<byte> row = plane.Slice(y * width, width);
            for (int x = 0; x < width; x++)
                row[x] = source[Math.Clamp((flip ? width - 1 - x : x) - right, 0, width - 1)];
        }
    }

    private int Shift(ref ulong state) => (int)(Next(ref state) % (uint)((2 * maxShift) + 1)) - maxShift;

    private static ulong Next(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15);

    // The finalizer of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
