using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>A batch of images as bytes of the network's size, out of a column of any type that can hold images.</summary>
internal abstract class ImageInput : BatchInput
{
    private const int MostWaiting = 16;

    private readonly byte[] _pixels;
    private readonly bool[] _missing;
    private readonly bool[] _undecoded;
    private readonly Exception?[] _problems;
    private readonly BadImageCount _bad;
    private int _decoded;

    protected ImageInput(ImageInputSettings settings, string column, int capacity, BadImageCount bad)
    {
        Settings = settings;
        Column = column;
        _bad = bad;
        _pixels = new byte[checked(capacity * settings.ByteCount)];
        _missing = new bool[capacity];
        _undecoded = new bool[capacity];
        _problems = new Exception?[capacity];
        Waiting = Math.Min(capacity, Math.Clamp(2 * Environment.ProcessorCount, 1, MostWaiting));
    }

    public override string Column { get; }

    protected ImageInputSettings Settings { get; }

    /// <summary>
    /// Images that wait to be decoded together: enough for all processors, but no whole batch, since undecoded photographs are large. What
    /// <see cref="Take"/> leaves of a slot is kept at the slot modulo this.
    /// </summary>
    protected int Waiting { get; }

    /// <summary>The image at <paramref name="slot"/>, (H, W, bytes of a pixel).</summary>
    public ReadOnlySpan<byte> Pixels(int slot) => Destination(slot);

    /// <summary>Whether the row's image was bad and passed over.</summary>
    public bool IsMissing(int slot) => _missing[slot];

    public static ImageInput Create(DataViewRow row, DataViewSchema.Column column, ImageInputSettings settings, int capacity, BadImageCount bad)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(MLImage))
            return new MLImageInput(row.GetGetter<MLImage>(column), settings, column.Name, capacity, bad);
        if (raw == typeof(ReadOnlyMemory<char>))
            return new PathImageInput(row.GetGetter<ReadOnlyMemory<char>>(column), settings, column.Name, capacity, bad);
        if (raw == typeof(VBuffer<byte>))
            return new EncodedImageInput(row.GetGetter<VBuffer<byte>>(column), settings, column.Name, capacity, bad);
        ValueGetter<VBuffer<float>> numbers = row.GetGetter<VBuffer<float>>(column);
        return settings.IsClasses
            ? new ClassVectorInput(numbers, settings, column.Name, capacity, bad)
            : new PixelVectorInput(numbers, settings, column.Name, capacity, bad);
    }

    public sealed override void Read(int slot)
    {
        if (slot == 0)
            _decoded = 0;
        _problems[slot] = null;
        _undecoded[slot] = false;
        try
        {
            _undecoded[slot] = !Take(slot, Destination(slot));
        }
        catch (Exception problem) when (IsBadImage(problem))
        {
            _problems[slot] = problem;
        }
        if (slot + 1 - _decoded == Waiting)
            DecodeUpTo(slot + 1, CancellationToken.None);
    }

    public sealed override int Prepare(int count, out Exception? failure, CancellationToken cancellation)
    {
        DecodeUpTo(count, cancellation);
        for (int slot = 0; slot < count; slot++)
        {
            Exception? problem = _problems[slot];
            _missing[slot] = problem is not null;
            if (problem is null)
                continue;
            if (Settings.BadImages == BadImages.Fail)
            {
                failure = problem;
                return slot;
            }
            _bad.Add(problem);
            Destination(slot).Clear();
        }
        failure = null;
        return count;
    }

    /// <summary>Takes the value over from the row: its pixels where that is quick, else what <see cref="Decode"/> needs.</summary>
    /// <returns>Whether <paramref name="destination"/> holds the image already.</returns>
    protected abstract bool Take(int slot, Span<byte> destination);

    /// <summary>Decodes what <see cref="Take"/> left for later. Any thread, and several at once for different slots.</summary>
    protected virtual void Decode(int slot, Span<byte> destination) => throw new InvalidOperationException("There is nothing left to decode.");

    /// <summary>The numbers of a vector that has one for each byte of an image.</summary>
    /// <exception cref="FormatException">It has more or fewer.</exception>
    protected ReadOnlySpan<float> Dense(in VBuffer<float> vector, int expected, ref float[] space)
    {
        if (vector.Length != expected)
            throw new FormatException($"The vector has {vector.Length} numbers; an image of {Settings.Size} x {Settings.Size} has {expected}. Resize images before extracting pixels.");
        if (vector.IsDense)
            return vector.GetValues();
        Array.Resize(ref space, expected);
        vector.CopyTo(space);
        return space;
    }

    private Span<byte> Destination(int slot) => _pixels.AsSpan(slot * Settings.ByteCount, Settings.ByteCount);

    private void DecodeUpTo(int end, CancellationToken cancellation)
    {
        int waiting = _decoded < end ? _undecoded.AsSpan(_decoded, end - _decoded).Count(true) : 0;
        // One image alone is decoded right here; handing it to other threads would only take longer.
        if (waiting == 1)
            DecodeAt(_decoded + _undecoded.AsSpan(_decoded, end - _decoded).IndexOf(true));
        else if (waiting > 1)
            Parallel.For(_decoded, end, new ParallelOptions { CancellationToken = cancellation }, DecodeAt);
        _decoded = end;
    }

    private void DecodeAt(int slot)
    {
        if (!_undecoded[slot])
            return;
        try
        {
            Decode(slot, Destination(slot));
        }
        catch (Exception problem) when (IsBadImage(problem))
        {
            _problems[slot] = problem;
        }
    }

    // What decoders and loaders throw over their input: not being cancelled, disposed or out of memory, nor defects.
    private static bool IsBadImage(Exception problem) =>
        problem is FormatException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
            || (problem is InvalidOperationException && problem is not ObjectDisposedException);
}
