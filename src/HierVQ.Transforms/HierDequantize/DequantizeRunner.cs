using HierVQ.Codes;
using HierVQ.Images;
using HierVQ.Tokenizers;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Transforms;

/// <summary>Codes to images, a batch at a time.</summary>
internal sealed class DequantizeRunner : BatchRunner
{
    private readonly DataViewRow _row;
    private readonly DataViewSchema.Column _column;
    private readonly ITokenizer _tokenizer;
    private readonly int _levels;
    private readonly int _depths;
    private readonly bool[] _needed; // (TotalCodes): whether a code is decoded
    private readonly int _size;
    private readonly int _capacity;
    private readonly bool _hasImages;
    private readonly long[] _codes;
    private readonly bool[] _missing;
    private readonly byte[] _rgba;
    private readonly VectorOutput<float>? _pixels;
    private byte[] _rgb = [];

    public DequantizeRunner(DataViewRow row, DataViewSchema.Column column, ITokenizer tokenizer, int levels, int depths, bool images, bool pixels, int capacity)
    {
        (_row, _column, _tokenizer, _levels, _depths, _capacity, _hasImages) = (row, column, tokenizer, levels, depths, capacity, images);
        CodeLayout layout = tokenizer.Layout;
        _needed = [.. layout.SelectMany((level, i) => Enumerable.Range(0, level.Count).Select(code => i < levels && code % level.Depth < depths))];
        _size = tokenizer.Options.ImageSize;
        _codes = new long[checked(capacity * layout.TotalCodes)];
        _missing = new bool[capacity];
        _rgba = new byte[4 * _size * _size];
        _pixels = pixels ? new VectorOutput<float>(capacity, 3 * _size * _size) : null;
    }

    public override BatchInput CreateInput() => new CodesInput(_row, _column, _tokenizer.Layout.TotalCodes, _capacity);

    public override void Run(BatchInput input, int count)
    {
        int total = _tokenizer.Layout.TotalCodes;
        var pyramids = (CodesInput)input;
        for (int slot = 0; slot < count; slot++)
        {
            ReadOnlySpan<int> row = pyramids.Row(slot);
            Span<long> codes = _codes.AsSpan(slot * total, total);
            // A row that cannot be decoded still has its place in the batch; what is decoded there is not handed out.
            codes.Clear();
            _missing[slot] = IsMissing(row);
            if (_missing[slot])
                continue;
            for (int i = 0; i < total; i++)
                codes[i] = _needed[i] ? row[i] : 0;
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor batch = tensor(_codes.AsSpan(0, count * total).ToArray(), count, total).to(_tokenizer.Device); // (N, TotalCodes)
        _rgb = ImageBatch.ToBytes(_tokenizer.Decode(batch, _levels, _depths));
        for (int slot = 0; slot < count && _pixels is not null; slot++)
        {
            if (_missing[slot])
                _pixels.Row(slot).Fill(float.NaN);
            else
                ToPlanar(Rgb(slot), _pixels.Row(slot));
        }
    }

    public override Delegate Getter(int output, RowPointer at) =>
        output == 0 && _hasImages ? (ValueGetter<MLImage>)((ref MLImage value) => Image(at.Slot, ref value)) : _pixels!.Getter(at);

    private bool IsMissing(ReadOnlySpan<int> codes)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i] == -1 && _needed[i])
                return true;
        }
        return false;
    }

    private ReadOnlySpan<byte> Rgb(int slot) => _rgb.AsSpan(slot * 3 * _size * _size, 3 * _size * _size);

    private static void ToPlanar(ReadOnlySpan<byte> rgb, Span<float> planar)
    {
        int plane = rgb.Length / 3;
        for (int i = 0, from = 0; i < plane; i++, from += 3)
            (planar[i], planar[plane + i], planar[(2 * plane) + i]) = (rgb[from], rgb[from + 1], rgb[from + 2]);
    }

    private void Image(int slot, ref MLImage value)
    {
        // As ML.NET's own image columns do it: what the consumer hands in is over.
        value?.Dispose();
        value = null!;
        if (_missing[slot])
            return;
        ReadOnlySpan<byte> rgb = Rgb(slot);
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
            (_rgba[to], _rgba[to + 1], _rgba[to + 2], _rgba[to + 3]) = (rgb[from], rgb[from + 1], rgb[from + 2], byte.MaxValue);
        value = MLImage.CreateFromPixels(_size, _size, MLPixelFormat.Rgba32, _rgba);
    }
}
