using System.Runtime.InteropServices;
using HierVQ.Codes;
using HierVQ.Generation;
using HierVQ.Images;
using HierVQ.Sampling;
using HierVQ.Tokenizers;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ;

/// <summary>
/// Makes images with a fitted pipeline: new ones, and new endings of given ones. Thread-safe: each call draws by itself. The pipeline must
/// outlive it.
/// </summary>
public sealed class HierVQGenerator : IDisposable
{
    private readonly GenerativeModel _model;
    private readonly SamplerPool _samplers;

    internal HierVQGenerator(GenerativeModel model, int batchSize)
    {
        _model = model;
        _samplers = new SamplerPool(model.Prior.Prior, batchSize);
    }

    /// <summary>The labels that can be asked for, in the order of the prior's classes; empty where it has none.</summary>
    public IReadOnlyList<string> Labels => _model.Prior.Labels.Names;

    /// <summary>Whether images can be made without a label.</summary>
    public bool CanBeUnconditional => _model.Prior.Prior.CanBeUnconditional;

    /// <summary>The shape of the code pyramids.</summary>
    public CodeLayout Layout => _model.Prior.Prior.Layout;

    /// <summary>Height and width of images in pixels.</summary>
    public int ImageSize => Tokenizer.Options.ImageSize;

    private ITokenizer Tokenizer => _model.Tokenizer.Tokenizer;

    /// <summary>Makes new images.</summary>
    /// <param name="count">How many. At least 0.</param>
    /// <param name="options">Label, temperature, top-k, top-p and seed; null for the defaults. Image i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="ArgumentException">Training never saw the label, or there is none and the prior needs one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Generate(int count, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] holes = new int[checked(count * Layout.TotalCodes)];
        Array.Fill(holes, -1);
        return Draw(holes, options ?? new SamplingOptions(), progress, cancellationToken);
    }

    /// <summary>Keeps a part of each image and draws the rest.</summary>
    /// <param name="images">The images, brought to size as HierQuantize does it. They stay the caller's.</param>
    /// <param name="keep">What to keep: a code stays where its whole cell does.</param>
    /// <param name="options">Label, temperature, top-k, top-p and seed; null for the defaults. Image i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <remarks>A prior draws in raster order: each code in view of all kept ones before it, but not of those after it.</remarks>
    /// <exception cref="ArgumentException">Training never saw the label, or there is none and the prior needs one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Complete(IReadOnlyList<MLImage> images, KeepRegion keep, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(keep);
        ImageInputSettings settings = _model.Images.ImageInput(ImageSize, Tokenizer.Options.Pixels);
        byte[] planar = new byte[images.Count * settings.ByteCount];
        byte[] pixels = new byte[settings.ByteCount];
        for (int i = 0; i < images.Count; i++)
        {
            MLImageInput.ToPixels(images[i], settings, pixels);
            settings.Form.ToPlanar(pixels, planar.AsSpan(i * pixels.Length, pixels.Length));
        }
        int[] codes = Encode(planar, images.Count);
        for (int i = 0; i < images.Count; i++)
            MakeHoles(codes.AsSpan(i * Layout.TotalCodes, Layout.TotalCodes), keep);
        return Draw(codes, options ?? new SamplingOptions(), progress, cancellationToken);
    }

    /// <summary>Keeps a part of an image and draws the rest several times over.</summary>
    /// <param name="image">The image, brought to size as HierQuantize does it. It stays the caller's.</param>
    /// <param name="count">How many endings to draw. At least 0.</param>
    /// <param name="keep">What to keep: a code stays where its whole cell does.</param>
    /// <param name="options">Label, temperature, top-k, top-p and seed; null for the defaults.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="ArgumentException">Training never saw the label, or there is none and the prior needs one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GeneratedImages Complete(MLImage image, int count, KeepRegion keep, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Complete([.. Enumerable.Repeat(image, count)], keep, options, progress, cancellationToken);
    }

    /// <summary>Fills the holes of code pyramids.</summary>
    /// <param name="codes">Pyramids of <see cref="Layout"/>, one after the other; -1 is a hole.</param>
    /// <param name="options">Label, temperature, top-k, top-p and seed; null for the defaults. Pyramid i is drawn from seed + i.</param>
    /// <param name="progress">Told the share done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two codes.</param>
    /// <exception cref="ArgumentException">The codes are no whole number of pyramids, or one is beyond its codebook; or the label will not do.</exception>
    public GeneratedImages CompleteCodes(ReadOnlySpan<int> codes, SamplingOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        if (codes.Length % Layout.TotalCodes != 0)
            throw new ArgumentException($"{codes.Length} codes are no whole number of pyramids of {Layout.TotalCodes}.", nameof(codes));
        return Draw(codes.ToArray(), options ?? new SamplingOptions(), progress, cancellationToken);
    }

    /// <summary>Frees the caches of sampling. The pipeline stays the caller's.</summary>
    public void Dispose() => _samplers.Dispose();

    private GeneratedImages Draw(int[] codes, SamplingOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        options.Validate();
        int condition = Condition.ClassOf(_model.Prior, options.Label);
        int total = Layout.TotalCodes;
        var images = new GeneratedImage[codes.Length / total];
        ICodeSampler sampler = _samplers.Take();
        try
        {
            for (int first = 0; first < images.Length; first += _samplers.BatchSize)
            {
                int count = Math.Min(_samplers.BatchSize, images.Length - first);
                var share = progress is null ? null : new Share(progress, (double)first / images.Length, (double)count / images.Length, count * total);
                DrawBatch(sampler, codes.AsSpan(first * total, count * total), images.AsSpan(first, count), options, condition, options.Seed + (ulong)first, share, cancellation);
                progress?.Report((double)(first + count) / images.Length);
            }
        }
        finally
        {
            _samplers.Return(sampler);
        }
        return new GeneratedImages(images);
    }

    private void DrawBatch(ICodeSampler sampler, Span<int> codes, Span<GeneratedImage> images, SamplingOptions options, int condition, ulong firstSeed, IProgress<int>? progress, CancellationToken cancellation)
    {
        int[] classes = new int[images.Length];
        ulong[] seeds = new ulong[images.Length];
        float[] logProbabilities = new float[codes.Length];
        for (int i = 0; i < images.Length; i++)
            (classes[i], seeds[i]) = (condition, firstSeed + (ulong)i);
        sampler.Sample(codes, _model.Prior.Prior.Condition.Length == 0 ? [] : classes, seeds, options, logProbabilities, progress, cancellation);

        using DisposeScope scope = NewDisposeScope();
        Tensor batch = tensor(Array.ConvertAll(codes.ToArray(), code => (long)code), images.Length, Layout.TotalCodes).to(Tokenizer.Device); // (N, TotalCodes)
        byte[] pixels = Tokenizer.Options.Pixels.ToBytes(Tokenizer.Decode(batch)); // (N, H, W, bytes of a pixel)
        int imageBytes = pixels.Length / images.Length;
        for (int i = 0; i < images.Length; i++)
        {
            double likelihood = 0;
            foreach (float logProbability in logProbabilities.AsSpan(i * Layout.TotalCodes, Layout.TotalCodes))
                likelihood += logProbability;
            byte[] rgb = new byte[3 * ImageSize * ImageSize];
            Tokenizer.Options.Pixels.ToRgb(pixels.AsSpan(i * imageBytes, imageBytes), rgb);
            images[i] = new GeneratedImage(ImageSize, rgb, codes.Slice(i * Layout.TotalCodes, Layout.TotalCodes).ToArray(), likelihood, seeds[i], options.Label);
        }
    }

    private int[] Encode(byte[] planar, int count)
    {
        int[] codes = new int[count * Layout.TotalCodes];
        PixelForm form = Tokenizer.Options.Pixels;
        int imageBytes = form.Bytes * ImageSize * ImageSize;
        for (int first = 0; first < count; first += _samplers.BatchSize)
        {
            int part = Math.Min(_samplers.BatchSize, count - first);
            using DisposeScope scope = NewDisposeScope();
            Tensor images = form.ToTensor(planar.AsSpan(first * imageBytes, part * imageBytes), ImageSize, ImageSize, Tokenizer.Device); // (N, C, H, W)
            ReadOnlySpan<long> encoded = MemoryMarshal.Cast<byte, long>(Tokenizer.Encode(images).cpu().contiguous().bytes);
            for (int i = 0; i < encoded.Length; i++)
                codes[(first * Layout.TotalCodes) + i] = (int)encoded[i];
        }
        return codes;
    }

    private void MakeHoles(Span<int> codes, KeepRegion keep)
    {
        for (int level = 0; level < Layout.Count; level++)
        {
            CodeLevel map = Layout[level];
            Span<int> levelCodes = codes.Slice(Layout.Offset(level), map.Count);
            for (int i = 0; i < levelCodes.Length; i++)
            {
                int position = i / map.Depth;
                if (!keep.Covers(position / map.Width, position % map.Width, map.Height, map.Width))
                    levelCodes[i] = -1;
            }
        }
    }

    /// <summary>One batch's part of the whole.</summary>
    private sealed class Share(IProgress<double> whole, double start, double part, int steps) : IProgress<int>
    {
        public void Report(int value) => whole.Report(start + (part * Math.Min(value, steps) / steps));
    }
}
