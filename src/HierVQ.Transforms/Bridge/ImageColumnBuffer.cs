using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>
/// Images: some sources lend an image until their next row and dispose it then, so that its pixels are copied and the consumer gets an
/// image of its own.
/// </summary>
internal sealed class ImageColumnBuffer(ValueGetter<MLImage> source, int capacity) : ColumnBuffer
{
    private readonly Copy[][] _values = [new Copy[capacity], new Copy[capacity]];
    private MLImage? _borrowed;

    public override long Read(int bank, int slot)
    {
        source(ref _borrowed!);
        ref Copy copy = ref _values[bank][slot];
        copy.IsNull = _borrowed is null;
        if (_borrowed is null)
            return 0;
        ReadOnlySpan<byte> pixels = _borrowed.Pixels;
        if (copy.Pixels?.Length != pixels.Length)
            copy.Pixels = new byte[pixels.Length];
        pixels.CopyTo(copy.Pixels);
        (copy.Width, copy.Height, copy.Format, copy.Tag) = (_borrowed.Width, _borrowed.Height, _borrowed.PixelFormat, _borrowed.Tag);
        return pixels.Length;
    }

    public override Delegate Getter(RowPointer at) => (ValueGetter<MLImage>)((ref MLImage value) =>
    {
        // As ML.NET's own image columns do it: what the consumer hands in is over.
        value?.Dispose();
        ref Copy copy = ref _values[at.Bank][at.Slot];
        value = null!;
        if (copy.IsNull)
            return;
        value = MLImage.CreateFromPixels(copy.Width, copy.Height, copy.Format, copy.Pixels);
        value.Tag = copy.Tag;
    });

    private struct Copy
    {
        public bool IsNull;
        public byte[]? Pixels;
        public int Width;
        public int Height;
        public MLPixelFormat Format;
        public string Tag;
    }
}
