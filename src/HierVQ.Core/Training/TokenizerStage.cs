using System.Security.Cryptography;
using HierVQ.Images;
using HierVQ.Metrics;
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
    private readonly ImageAugmentation _augmentation;
    private readonly LossMeter _error;
    private readonly UsageMeter _usage;

    /// <summary>Makes the stage of a tokenizer that already lies on its device.</summary>
    public TokenizerStage(ITrainableTokenizer tokenizer, IImageBatches images, TokenizerOptions options)
    {
        (_tokenizer, _images, _options) = (tokenizer, images, options);
        _objective = tokenizer.CreateObjective();
        _augmentation = new ImageAugmentation(options.FlipProbability, options.MaxShift, options.Seed);
        _error = new LossMeter(tokenizer.Device);
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

    /// <summary>Adam as HQ-VAE is trained, betas 0.5 and 0.9 (spec of the reference's generator); decay only where asked.</summary>
    public AdamSettings Optimizer => new(0.5, 0.9, _options.WeightDecay, _options.ClipGradientNorm);

    /// <inheritdoc/>
    public IEnumerable<Parameter> DecayedParameters => Module.parameters().Where(parameter => parameter.dim() > 1);

    /// <summary>Over up to 64 images, evenly spread: enough to tell data sets apart without reading a large one twice.</summary>
    public string DataHash()
    {
        const int Probes = 64;
        int[] rows = [.. Enumerable.Range(0, Math.Min(Probes, Count)).Select(i => (int)((long)i * Count / Math.Min(Probes, Count)))];
        return $"{Count}:{Convert.ToHexStringLower(SHA256.HashData(Bytes(rows)))}";
    }

    /// <inheritdoc/>
    public Tensor Loss(ReadOnlySpan<int> rows, TrainingMoment moment)
    {
        byte[] images = Bytes(rows);
        _augmentation.Apply(images, _images.Height, _images.Width, moment.Step);
        TokenizerLoss loss = _objective.Loss(Pixels(images), moment);
        if (loss.SquaredError is { } error)
            _error.Add(error);
        _usage.Add(loss.Codes);
        return loss.Total;
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
            Tensor images = Pixels(Bytes(rows[start..Math.Min(start + _options.BatchSize, rows.Length)]));
            sum += _objective.Measure(images).sum().item<float>();
        }
        return sum / rows.Length;
    }

    /// <inheritdoc/>
    public bool IsBetter(double measure, double than) => measure > than;

    // (N, 3, H, W), planar
    private byte[] Bytes(ReadOnlySpan<int> rows)
    {
        var bytes = new byte[rows.Length * 3 * _images.Height * _images.Width];
        _images.CopyBatch(rows, bytes);
        return bytes;
    }

    // (N, 3, H, W) in [-1, 1]
    private Tensor Pixels(byte[] bytes) => ImageBatch.ToTensor(bytes, _images.Height, _images.Width, _tokenizer.Device);

    /// <inheritdoc/>
    public void Dispose()
    {
        _objective.Dispose();
        _error.Dispose();
        _usage.Dispose();
    }
}
