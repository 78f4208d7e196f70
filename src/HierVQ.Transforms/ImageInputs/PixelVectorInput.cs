using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>Pixels as numbers, as ExtractPixels makes them. They become bytes, which is exact for what came from 8-bit images.</summary>
internal sealed class PixelVectorInput(ValueGetter<VBuffer<float>> source, ImageInputSettings settings, string column, int capacity, BadImageCount bad)
    : ImageInput(settings, column, capacity, bad)
{
    private VBuffer<float> _pixels;
    private float[] _dense = [];

    protected override bool Take(int slot, Span<byte> destination)
    {
        source(ref _pixels);
        if (_pixels.Length != destination.Length)
            throw new FormatException($"The vector has {_pixels.Length} numbers; an image of {Settings.Size} x {Settings.Size} has {destination.Length}. Resize images before extracting pixels.");
        ReadOnlySpan<float> values = _pixels.GetValues();
        if (!_pixels.IsDense)
        {
            Array.Resize(ref _dense, destination.Length);
            _pixels.CopyTo(_dense);
            values = _dense;
        }
        int pixels = destination.Length / 3;
        (int pixelStep, int channelStep) = Settings.Layout == PixelLayout.Planar ? (1, pixels) : (3, 1);
        float scale = 255 / (Settings.Maximum - Settings.Minimum);
        for (int pixel = 0, to = 0; pixel < pixels; pixel++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                float value = (values[(pixel * pixelStep) + (channel * channelStep)] - Settings.Minimum) * scale;
                if (!float.IsFinite(value))
                    throw new FormatException("The vector holds a number that is not finite.");
                destination[to++] = (byte)Math.Clamp(MathF.Round(value), 0, 255);
            }
        }
        return true;
    }
}
