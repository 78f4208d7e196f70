using System.Security.Cryptography;
using HierVQ.Images;
using HierVQ.Metrics;
using HierVQ.Quantization;
using HierVQ.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>A tokenizer in the training loop: augmented images in, the tokenizer's own loss out; PSNR and code usage are measured.</summary>
internal sealed class TokenizerStage : ITrainingStage
{
    private readonly ITrainableTokenizer _tokenizer;
    private readonly ITokenizerObjective _objective;
    private readonly IImageBatches _images;
    private readonly TokenizerOptions _options;
    private readonly ImageCrop? _crop;
    private readonly ImageAugmentation _augmentation;
    private readonly LossMeter _error;
    private readonly TermMeters _terms;
    private readonly LossMeter _right;
    private readonly UsageMeter _usage;
    private Tensor? _batch; // (N, C, H, W) of the step in progress
    private TrainingMoment _moment;

    /// <summary>Makes the stage of a tokenizer that already lies on its device.</summary>
    public TokenizerStage(ITrainableTokenizer tokenizer, IImageBatches images, TokenizerOptions options)
    {
        (_tokenizer, _images, _options) = (tokenizer, images, options);
        int side = options.TrainingImageSize ?? options.ImageSize;
        if (images.Height != side || images.Width != side)
            throw new ArgumentException($"The training images are of {images.Width} x {images.Height} pixels; these options train on {side} x {side}.", nameof(images));
        if (side != options.ImageSize || options.CropScale < 1)
            _crop = new ImageCrop(options.ImageSize, options.CropScale, interpolates: options.Content != ImageContent.Segmentation, options.Seed);
        _objective = tokenizer.CreateObjective();
        _augmentation = new ImageAugmentation(options.FlipProbability, options.MaxShift, options.Seed);
        _error = new LossMeter(tokenizer.Device);
        _terms = new TermMeters(tokenizer.Device);
        _right = new LossMeter(tokenizer.Device);
        _usage = new UsageMeter(tokenizer.Layout, tokenizer.Device);
    }

    /// <inheritdoc/>
    public string Name => "tokenizer";

    /// <inheritdoc/>
    public nn.Module Module => _tokenizer.Module;

    /// <inheritdoc/>
    public Generator Generator => _tokenizer.Random;

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public nn.Module? Critic => _objective.Critic;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [.. _objective.Warnings, .. CodebookRoom.Warnings(_tokenizer.Layout, Count, _options)];

    /// <inheritdoc/>
    public AdamSettings Optimizer => AdamSettings.Of(_options);

    /// <summary>The weights of convolutions and linear layers; code vectors and embeddings have two axes as well, and nothing should pull them to zero.</summary>
    public IEnumerable<Parameter> DecayedParameters
    {
        get
        {
            HashSet<nint> tables = [.. Module.modules().SelectMany(module => module switch
            {
                GradientCodebook or Layers.Embedding => module.parameters(),
                GumbelQuantizer gumbel => [(Parameter)gumbel.Codebook()],
                _ => [],
            }).Select(table => table.Handle)];
            return Module.parameters().Where(parameter => parameter.dim() > 1 && !tables.Contains(parameter.Handle));
        }
    }

    /// <summary>Over up to 64 images, evenly spread: enough to tell data sets apart without reading a large one twice.</summary>
    public string DataHash()
    {
        const int Probes = 64;
        int[] rows = [.. Enumerable.Range(0, Math.Min(Probes, Count)).Select(i => (int)((long)i * Count / Math.Min(Probes, Count)))];
        return $"{Count}:{Convert.ToHexStringLower(SHA256.HashData(Bytes(rows)))}";
    }

    /// <inheritdoc/>
    public void BeginStep(ReadOnlySpan<int> rows, TrainingMoment moment)
    {
        byte[] images = Bytes(rows);
        if (_crop is not null)
            images = _crop.Random(images, _images.PixelBytes, _images.Height, moment.Step);
        _augmentation.Apply(images, _images.PixelBytes, _options.ImageSize, _options.ImageSize, moment.Step);
        (_batch, _moment) = (Pixels(images), moment);
    }

    /// <inheritdoc/>
    public Tensor Loss(int start, int count)
    {
        TokenizerLoss loss = _objective.Loss(Part(start, count), _moment);
        if (loss.SquaredError is { } error)
            _error.Add(error, count);
        if (loss.RightPixels is { } right)
            _right.Add(right, count);
        _terms.Add(loss.Terms, count);
        _usage.Add(loss.Codes);
        return loss.Total;
    }

    /// <inheritdoc/>
    public Tensor? CriticLoss(int start, int count)
    {
        Tensor? loss = _objective.CriticLoss(Part(start, count), _moment);
        _terms.Add(_objective.CriticTerms, count);
        return loss;
    }

    /// <inheritdoc/>
    public void BeginEpoch() => _usage.Clear();

    /// <inheritdoc/>
    public TrainingProgress Report(TrainingProgress progress)
    {
        CodeUsage usage = _usage.Read();
        return progress with
        {
            // The error is over [-1, 1], a quarter of it over [0, 1].
            Psnr = _error.IsEmpty ? null : -10 * Math.Log10(Math.Max(_error.Read() / 4, Psnr.SmallestError)),
            Terms = _terms.Read(),
            PixelAccuracy = _right.IsEmpty ? null : _right.Read(),
            CodesInUse = usage.Shares,
            Perplexity = usage.Perplexities,
            Codebooks = usage.Codebooks,
        };
    }

    /// <summary>Mean of the objective's own measure of the held-out images.</summary>
    public double Validate(ReadOnlySpan<int> rows)
    {
        double sum = 0;
        for (int start = 0; start < rows.Length; start += _options.BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            byte[] images = Bytes(rows[start..Math.Min(start + _options.BatchSize, rows.Length)]);
            if (_crop is not null)
                images = _crop.Centre(images, _images.PixelBytes, _images.Height);
            sum += _objective.Measure(Pixels(images)).sum().item<float>();
        }
        return sum / rows.Length;
    }

    /// <inheritdoc/>
    public bool IsBetter(double measure, double than) => measure > than;

    private Tensor Part(int start, int count) => start == 0 && count == _batch!.size(0) ? _batch : _batch!.narrow(0, start, count);

    // (N, bytes of a pixel, H, W), planar
    private byte[] Bytes(ReadOnlySpan<int> rows)
    {
        var bytes = new byte[rows.Length * _images.PixelBytes * _images.Height * _images.Width];
        _images.CopyBatch(rows, bytes);
        return bytes;
    }

    // (N, C, H, W)
    private Tensor Pixels(byte[] bytes) => _tokenizer.Options.Pixels.ToTensor(bytes, _options.ImageSize, _options.ImageSize, _tokenizer.Device);

    /// <inheritdoc/>
    public void Dispose()
    {
        _objective.Dispose();
        _error.Dispose();
        _terms.Dispose();
        _right.Dispose();
        _usage.Dispose();
    }
}
