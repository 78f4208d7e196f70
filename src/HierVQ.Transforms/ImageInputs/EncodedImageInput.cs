using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>Images as the bytes of their files.</summary>
internal sealed class EncodedImageInput(ValueGetter<VBuffer<byte>> source, ImageInputSettings settings, string column, int capacity, BadImageCount bad)
    : ImageInput(settings, column, capacity, bad)
{
    private readonly VBuffer<byte>[] _encoded = new VBuffer<byte>[capacity];

    protected override bool Take(int slot, Span<byte> destination)
    {
        source(ref _encoded[slot % Waiting]);
        return false;
    }

    protected override void Decode(int slot, Span<byte> destination)
    {
        ref VBuffer<byte> encoded = ref _encoded[slot % Waiting];
        // Bytes that are zero may have been left out: a column can be sparse.
        ReadOnlySpan<byte> bytes = encoded.IsDense ? encoded.GetValues() : encoded.DenseValues().ToArray();
        Settings.Decoder.Decode(bytes, "(bytes)", destination);
    }
}
