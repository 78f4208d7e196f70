namespace HierVQ.Images;

/// <summary>
/// Cuts squares of the network's size out of larger training images: anywhere, or of any size down to a share of the image and then
/// resized. What is cut depends on the seed, the step and the image's place in the batch alone, as in <see cref="ImageAugmentation"/>.
/// </summary>
public sealed class ImageCrop
{
    private readonly int _size;
    private readonly double _scale;
    private readonly bool _interpolates;
    private readonly ulong _seed;

    /// <summary>Sets what is cut.</summary>
    /// <param name="size">Side of what comes out.</param>
    /// <param name="scale">Smallest share of the image's area that is cut out and resized, above 0; 1 for squares of <paramref name="size"/> as they are.</param>
    /// <param name="interpolates">Whether resizing may mix pixels; false for numbers of classes.</param>
    /// <param name="seed">Seed of the choices.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ImageCrop(int size, double scale, bool interpolates, int seed)
    {
        OptionCheck.AtLeast(size, 1);
        OptionCheck.Above(scale, 0);
        OptionCheck.Within(scale, 0, 1);
        (_size, _scale, _interpolates, _seed) = (size, scale, interpolates, (uint)seed);
    }

    /// <summary>Cuts a square out of each image of a training step, anywhere.</summary>
    /// <param name="planar">Square images, (N, C, side, side), at least as large as what comes out.</param>
    /// <param name="channels">C.</param>
    /// <param name="side">Side of the images.</param>
    /// <param name="step">Number of the step.</param>
    /// <returns>(N, C, size, size).</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of images, or these are too small.</exception>
    public byte[] Random(ReadOnlySpan<byte> planar, int channels, int side, long step)
    {
        ulong ofStep = Mix(_seed ^ Mix((ulong)step + Stream));
        return Each(planar, channels, side, i =>
        {
            ulong state = Mix(ofStep + (ulong)i);
            int square = _scale == 1 ? _size : (int)Math.Round(side * Math.Sqrt(_scale + (1 - _scale) * Unit(ref state)));
            square = Math.Clamp(square, 1, side);
            return (square, (int)(Unit(ref state) * (side - square + 1)), (int)(Unit(ref state) * (side - square + 1)));
        });
    }

    /// <summary>What evaluation sees of each image: its middle, or where training resizes, the whole resized.</summary>
    /// <param name="planar">Square images, (N, C, side, side), at least as large as what comes out.</param>
    /// <param name="channels">C.</param>
    /// <param name="side">Side of the images.</param>
    /// <returns>(N, C, size, size).</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of images, or these are too small.</exception>
    public byte[] Centre(ReadOnlySpan<byte> planar, int channels, int side) =>
        Each(planar, channels, side, _ => _scale == 1 ? (_size, (side - _size) / 2, (side - _size) / 2) : (side, 0, 0));

    private byte[] Each(ReadOnlySpan<byte> planar, int channels, int side, Func<int, (int Square, int Top, int Left)> choose)
    {
        int image = channels * side * side;
        if (side < _size || planar.Length % image != 0)
            throw new ArgumentException($"{planar.Length} bytes are no whole number of square images of {side} pixels and {channels} channels, or smaller than {_size} pixels.", nameof(planar));
        byte[] cut = new byte[planar.Length / image * channels * _size * _size];
        for (int plane = 0; plane < planar.Length / (side * side); plane += channels)
        {
            (int square, int top, int left) = choose(plane / channels);
            // Anew for each image: of a batch hardly any two are cut alike, and the weights are nothing beside the pixels.
            PlaneResize? resize = square == _size ? null : new PlaneResize(square, _size, _interpolates);
            for (int channel = plane; channel < plane + channels; channel++)
            {
                ReadOnlySpan<byte> source = planar[(channel * side * side + top * side + left)..];
                Span<byte> destination = cut.AsSpan(channel * _size * _size, _size * _size);
                if (resize is not null)
                    resize.Apply(source, side, destination);
                else
                    Copy(source, side, destination);
            }
        }
        return cut;
    }

    private void Copy(ReadOnlySpan<byte> source, int row, Span<byte> destination)
    {
        for (int y = 0; y < _size; y++)
            source.Slice(y * row, _size).CopyTo(destination[(y * _size)..]);
    }

    // Another stream of choices than flips and shifts have, which mix the same seed and step.
    private const ulong Stream = 0xD1B54A32D192ED03;

    private static double Unit(ref ulong state) => (Mix(state += 0x9E3779B97F4A7C15) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z) => Training.StepSeed.Mix(z);
}
