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
    private readonly PixelForm _form;
    private readonly int _size;
    private readonly int _capacity;
    private readonly bool _hasImages;
    private readonly long[] _codes;
    private readonly bool[] _missing;
    private readonly byte[] _rgba;
    private readonly VectorOutput<float>? _pixels;
    private readonly byte[] _planar;
    private readonly byte[] _rgb;
    private byte[] _decoded = [];

    public DequantizeRunner(DataViewRow row, DataViewSchema.Column column, ITokenizer tokenizer, HierDequantizeOptions options, bool images, bool pixels, int capacity)
    {
        (_row, _column, _tokenizer, _capacity, _hasImages) = (row, column, tokenizer, capacity, images);
        CodeLayout layout = tokenizer.Layout;
        (_levels, _depths) = (options.Levels ?? layout.Count, options.Depths ?? int.MaxValue);
        _needed = [.. layout.SelectMany((level, i) => Enumerable.Range(0, level.Count).Select(code => i < _levels && code % level.Depth < _depths))];
        (_form, _size) = (tokenizer.Options.Pixels, tokenizer.Options.ImageSize);
        _codes = new long[checked(capacity * layout.TotalCodes)];
        _missing = new bool[capacity];
        _planar = new byte[_form.Bytes * _size * _size];
        _rgb = new byte[3 * _size * _size];
        _rgba = new byte[4 * _size * _size];
        _pixels = pixels ? new VectorOutput<float>(capacity, _planar.Length) : null;
    }

    public override BatchInput CreateInput() => new CodesInput(_row, _column, _tokenizer.Layout.TotalCodes, _capacity);

    public override void Run(BatchInput input, int count)
    {
        int total = _tokenizer.Layout.TotalCodes;
        var pyramids = (CodesInput)input;
        for (int slot = 0; slot < count; slot++)
        {
            Span<long> codes = _codes.AsSpan(slot * total, total);
            // A row that cannot be decoded still has its place in the batch; what is decoded there is not handed out.
            codes.Clear();
            _missing[slot] = !TryTake(pyramids.Row(slot), codes);
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor batch = tensor(_codes.AsSpan(0, count * total).ToArray(), count, total).to(_tokenizer.Device); // (N, TotalCodes)
        _decoded = _form.ToBytes(_tokenizer.Decode(batch, _levels, _depths)); // (N, H, W, bytes of a pixel)
        for (int slot = 0; slot < count && _pixels is not null; slot++)
        {
            if (_missing[slot])
                _pixels.Row(slot).Fill(float.NaN);
            else
                ToNumbers(slot, _pixels.Row(slot));
        }
    }

    public override Delegate Getter(int output, RowPointer at) =>
        output == 0 && _hasImages ? (ValueGetter<MLImage>)((ref MLImage value) => Image(at.Slot, ref value)) : _pixels!.Getter(at);

    // The codes that decoding looks at; false where one of them is missing.
    private bool TryTake(ReadOnlySpan<int> row, Span<long> codes)
    {
        for (int i = 0; i < _needed.Length; i++)
        {
            if (!_needed[i])
                continue;
            if (row[i] < 0)
            {
                codes.Clear();
                return false;
            }
            codes[i] = row[i];
        }
        return true;
    }

    private ReadOnlySpan<byte> Decoded(int slot) => _decoded.AsSpan(slot * _planar.Length, _planar.Length);

    private void ToNumbers(int slot, Span<float> numbers)
    {
        _form.ToPlanar(Decoded(slot), _planar);
        for (int i = 0; i < _planar.Length; i++)
            numbers[i] = _planar[i];
    }

    private void Image(int slot, ref MLImage value)
    {
        // As ML.NET's own image columns do it: what the consumer hands in is over.
        value?.Dispose();
        value = null!;
        if (_missing[slot])
            return;
        _form.ToRgb(Decoded(slot), _rgb);
        for (int from = 0, to = 0; from < _rgb.Length; from += 3, to += 4)
            (_rgba[to], _rgba[to + 1], _rgba[to + 2], _rgba[to + 3]) = (_rgb[from], _rgb[from + 1], _rgb[from + 2], byte.MaxValue);
        value = MLImage.CreateFromPixels(_size, _size, MLPixelFormat.Rgba32, _rgba);
    }
}
