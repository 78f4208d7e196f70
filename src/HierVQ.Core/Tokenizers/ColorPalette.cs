using System.Diagnostics;
using HierVQ.Codes;
using HierVQ.Images;
using HierVQ.Layers;
using HierVQ.Metrics;
using HierVQ.Quantization;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>
/// A palette of colours as a codebook, found by k-means over pixels, with a code for every pixel: what learned codes must beat
/// (Esser, Rombach, Ommer: Taming Transformers, CVPR 2021, section 4.3, f = 1; after Chen et al.: Generative Pretraining from Pixels, ICML 2020).
/// </summary>
public sealed class ColorPalette : nn.Module, IFittableTokenizer
{
    private readonly ColorPaletteOptions _options;
    private readonly Tensor colors; // (K, 3), RGB in [-1, 1]

    /// <summary>Makes a palette of random colours.</summary>
    /// <param name="options">Its shape; checked here.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="init">Source of the colours, on the CPU; not kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public ColorPalette(ColorPaletteOptions options, Device device, Generator init) : base(nameof(ColorPalette))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        (Device, Layout) = (device, options.Layout);
        using (DisposeScope scope = NewDisposeScope())
            colors = empty([options.CodebookSize, 3], dtype: ScalarType.Float32, device: CPU).uniform_(-1, 1, init).to(device, copy: true).DetachFromDisposeScope();
        RegisterComponents();
        eval();
    }

    /// <inheritdoc/>
    public TokenizerOptions Options => _options;

    /// <inheritdoc/>
    public CodeLayout Layout { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public int LatentSize => 3 * Layout.TotalCodes;

    /// <inheritdoc/>
    public Tensor Encode(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return CodeSearch.Nearest(Pixels(images).reshape(-1, 3), colors).view(images.size(0), -1).MoveToOuterDisposeScope();
    }

    /// <summary>Images to the colours that become codes.</summary>
    /// <param name="images">(N, 3, H, W) in [-1, 1].</param>
    /// <returns>(N, LatentSize): RGB after RGB, in raster order.</returns>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    public Tensor EncodeLatents(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Pixels(images).flatten(1).clone().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> SoftCodes(Tensor latents, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        return [Soft(latents, temperature).MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor soft = Soft(latents, temperature), codes = soft.view(-1, _options.CodebookSize).multinomial(1, generator: random);
        return new SampledPyramids(codes.view(latents.size(0), -1).MoveToOuterDisposeScope(), [soft.MoveToOuterDisposeScope()]);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor codes, int levels = int.MaxValue, int depths = int.MaxValue)
    {
        OptionCheck.AtLeast(levels, 1);
        OptionCheck.AtLeast(depths, 1);
        TensorCheck.Codes(codes, Layout, 1);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor pixels = colors.index_select(0, codes.flatten()).view(codes.size(0), Layout[0].Height, Layout[0].Width, 3);
        return Resampling.NearestUp(Vectors.ToMap(pixels), _options.PoolingFactor).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Codebook(int level, int depth = 0)
    {
        OptionCheck.Within(level, 0, 0);
        OptionCheck.Within(depth, 0, 0);
        return colors;
    }

    /// <summary>k-means over pixels of the images: first colours by k-means++, then passes until no pixel changes its colour, at most <see cref="TrainingOptions.Epochs"/>.</summary>
    /// <inheritdoc/>
    public void Fit(IImageBatches images, TokenizerOptions options, IProgress<TrainingProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var clock = Stopwatch.StartNew();
        (int[] rows, int[] heldOutRows) = RowOrder.Split(images.Count, options.ValidationFraction, options.Seed);
        Tensor drawn = Draw(images, rows, options), points = drawn.to(Device); // (M, 3)
        Tensor? heldOut = heldOutRows.Length == 0 ? null : Draw(images, heldOutRows, options).to(Device);
        Tensor centres = KMeans.Start(drawn, _options.CodebookSize, draw => StepSeed.Share(options.Seed, StepSeed.Purpose.Pixels, ~draw)).to(Device); // (K, 3)
        Tensor before = full([points.size(0)], -1, dtype: ScalarType.Int64, device: Device); // the code of each pixel a pass ago, (M)
        for (int pass = 1; ; pass++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            (Tensor codes, Tensor distances) = KMeans.Assign(points, centres);
            bool ends = pass == options.Epochs || clock.Elapsed >= options.TimeLimit || codes.eq(before).all().item<bool>();
            TrainingProgress report = Usage(codes, Report(distances, pass, ends, options, clock.Elapsed, rows.Length)) with
            {
                Validation = heldOut is null ? null : PsnrOf(Error(KMeans.Assign(heldOut, centres).Distances)),
            };
            options.MetricsCallback?.Invoke(report);
            progress?.Report(report);
            if (ends)
                break;
            centres.copy_(KMeans.Move(points, centres, codes, distances));
            before.copy_(codes);
        }
        colors.copy_(centres);
    }

    // The colours that become codes, (N, h, w, 3).
    private Tensor Pixels(Tensor images)
    {
        TensorCheck.Images(images, _options);
        return Vectors.Of(Resampling.AverageDown(images, _options.PoolingFactor));
    }

    // How near each colour is to each of the latents, (N, codes, K).
    private Tensor Soft(Tensor latents, double temperature)
    {
        OptionCheck.Above(temperature, 0);
        TensorCheck.Shape(latents, nameof(latents), -1, LatentSize);
        using IDisposable noGrad = no_grad();
        return CodeSearch.SoftCodes(latents.reshape(-1, 3), colors, temperature).Soft.view(latents.size(0), -1, _options.CodebookSize);
    }

    private Tensor Draw(IImageBatches images, int[] rows, TokenizerOptions options) =>
        PixelSample.Draw(images, rows, _options.PoolingFactor, _options.SamplePixels, options.Seed, options.CancellationToken);

    private static TrainingProgress Report(Tensor distances, int pass, bool ends, TokenizerOptions options, TimeSpan elapsed, int images)
    {
        double error = Error(distances);
        return new TrainingProgress
        {
            Stage = "tokenizer",
            Epoch = pass,
            Epochs = options.Epochs,
            Step = pass,
            Steps = options.Epochs,
            Loss = error,
            LearningRate = 0,
            ImagesPerSecond = images * pass / elapsed.TotalSeconds,
            Elapsed = elapsed,
            Remaining = ends ? TimeSpan.Zero : elapsed / pass * (options.Epochs - pass),
            Psnr = PsnrOf(error),
            EndOfEpoch = true,
        };
    }

    private TrainingProgress Usage(Tensor codes, TrainingProgress progress)
    {
        var usage = new CodeUsage(new CodeLayout(new CodeLevel(1, 1, 1, _options.CodebookSize)));
        usage.AddCounts(codes.bincount(null, _options.CodebookSize).cpu().data<long>().ToArray());
        return progress with { CodesInUse = usage.Shares, Perplexity = usage.Perplexities, Codebooks = usage.Codebooks };
    }

    // The mean squared error of a channel, over [-1, 1].
    private static double Error(Tensor distances) => distances.mean().item<float>() / 3;

    private static double PsnrOf(double error) => -10 * Math.Log10(Math.Max(error / 4, Psnr.SmallestError));
}
