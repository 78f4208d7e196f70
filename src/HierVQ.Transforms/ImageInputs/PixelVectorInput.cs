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
        ReadOnlySpan<float> values = Dense(_pixels, destination.Length, ref _dense);
        int channels = Settings.Form.Bytes, pixels = destination.Length / channels;
        (int pixelStep, int channelStep) = Settings.Layout == PixelLayout.Planar ? (1, pixels) : (channels, 1);
        float scale = 255 / (Settings.Maximum - Settings.Minimum);
        for (int pixel = 0, to = 0; pixel < pixels; pixel++)
        {
            for (int channel = 0; channel < channels; channel++)
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
