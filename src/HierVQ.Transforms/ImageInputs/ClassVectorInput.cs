using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>Segmentations as vectors of the numbers of classes, pixel by pixel in raster order.</summary>
internal sealed class ClassVectorInput(ValueGetter<VBuffer<float>> source, ImageInputSettings settings, string column, int capacity, BadImageCount bad)
    : ImageInput(settings, column, capacity, bad)
{
    private VBuffer<float> _classes;
    private float[] _dense = [];

    protected override bool Take(int slot, Span<byte> destination)
    {
        source(ref _classes);
        ReadOnlySpan<float> values = Dense(_classes, destination.Length, ref _dense);
        for (int i = 0; i < values.Length; i++)
        {
            // Written so that NaN fails.
            if (!(values[i] >= 0 && values[i] < Settings.Form.Channels && values[i] == MathF.Floor(values[i])))
                throw new FormatException($"The vector has the value {values[i]} at pixel ({i % Settings.Size}, {i / Settings.Size}); with {Settings.Form.Channels} classes they are whole numbers from 0 to {Settings.Form.Channels - 1}.");
            destination[i] = (byte)values[i];
        }
        return true;
    }
}
