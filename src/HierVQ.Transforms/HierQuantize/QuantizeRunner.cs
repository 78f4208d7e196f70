using System.Runtime.InteropServices;
using HierVQ.Tokenizers;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Transforms;

/// <summary>Images to codes, and to latents where asked, a batch at a time.</summary>
internal sealed class QuantizeRunner : BatchRunner
{
    private readonly DataViewRow _row;
    private readonly DataViewSchema.Column _images;
    private readonly ImageInputSettings _settings;
    private readonly BadImageCount _bad;
    private readonly ITokenizer _tokenizer;
    private readonly int _capacity;
    private readonly byte[] _planar;
    private readonly VectorOutput<uint>? _codes;
    private readonly VectorOutput<float>? _latents;

    public QuantizeRunner(DataViewRow row, DataViewSchema.Column images, ImageInputSettings settings, BadImageCount bad, ITokenizer tokenizer, bool[] active, int capacity)
    {
        (_row, _images, _settings, _bad, _tokenizer, _capacity) = (row, images, settings, bad, tokenizer, capacity);
        _planar = new byte[checked(capacity * settings.ByteCount)];
        _codes = active[0] ? new VectorOutput<uint>(capacity, tokenizer.Layout.TotalCodes) : null;
        _latents = active.Length > 1 && active[1] ? new VectorOutput<float>(capacity, tokenizer.LatentSize) : null;
    }

    public override bool ReadsAhead => true;

    public override BatchInput CreateInput() => ImageInput.Create(_row, _images, _settings, _capacity, _bad);

    public override void Run(BatchInput input, int count)
    {
        var images = (ImageInput)input;
        for (int slot = 0; slot < count; slot++)
            _settings.Form.ToPlanar(images.Pixels(slot), _planar.AsSpan(slot * _settings.ByteCount, _settings.ByteCount));
        using DisposeScope scope = NewDisposeScope();
        Tensor batch = _settings.Form.ToTensor(_planar.AsSpan(0, count * _settings.ByteCount), _settings.Size, _settings.Size, _tokenizer.Device); // (N, C, H, W)
        if (_codes is not null)
        {
            ReadOnlySpan<long> codes = MemoryMarshal.Cast<byte, long>(_tokenizer.Encode(batch).cpu().contiguous().bytes);
            for (int i = 0; i < codes.Length; i++)
                _codes.All[i] = (uint)codes[i] + 1;
        }
        if (_latents is not null)
            MemoryMarshal.Cast<byte, float>(_tokenizer.EncodeLatents(batch).cpu().contiguous().bytes).CopyTo(_latents.All);
        for (int slot = 0; slot < count; slot++)
        {
            if (!images.IsMissing(slot))
                continue;
            _codes?.Row(slot).Clear();
            _latents?.Row(slot).Fill(float.NaN);
        }
    }

    public override Delegate Getter(int output, RowPointer at) => output == 0 ? _codes!.Getter(at) : _latents!.Getter(at);

    public override void Dispose() => _bad.Dispose();
}
