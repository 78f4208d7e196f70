using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Quantization;
using HierVQ.Tokenizers.AuxiliaryDecoders;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>
/// A hierarchy of codes that auxiliary decoders teach what to hold (De Fauw, Dieleman, Simonyan: Hierarchical Autoregressive Image Models
/// with Auxiliary Decoders, 2019). The lowest level makes codes of pixels, each level above makes codes of the codes below by the same
/// recipe, and at each level an autoregressive decoder learns to draw what lies below from the codes, without a say in what they hold.
/// </summary>
public sealed class AuxiliaryDecoderVq : nn.Module, ITrainableTokenizer
{
    private readonly AuxiliaryDecoderOptions _options;
    private readonly Alphabet _pixels;
    private readonly HierarchyDraw _draw;
    private readonly Numbered<AuxiliaryLevel> levels; // top first

    /// <summary>Makes the network with random weights, in evaluation mode.</summary>
    /// <param name="options">Its shape and training; checked here.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="init">Source of the weights, on the CPU; not kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public AuxiliaryDecoderVq(AuxiliaryDecoderOptions options, Device device, Generator init) : base(nameof(AuxiliaryDecoderVq))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _pixels = Alphabet.Of(options);
        (Device, Layout) = (device, options.Layout);
        Random = new Generator((ulong)options.Seed, device);
        var context = new LayerContext(device, init, options.Dropout, Random);
        var quantizers = new QuantizerContext(device, init, Random);
        levels = new(Enumerable.Range(0, options.Levels.Length).Select(level =>
        {
            AuxiliaryLevelOptions? below = level + 1 < options.Levels.Length ? options.Levels[level + 1] : null;
            Alphabet alphabet = below is null ? _pixels : new Alphabet(below.Depth, below.CodebookSize, ArePixels: false);
            int channels = below?.EmbeddingSize ?? options.Pixels.Channels;
            return new AuxiliaryLevel(new LevelShape(options.Levels[level], alphabet, channels, options.Side(level + 1), options.Precision), context, quantizers);
        }));
        _draw = new HierarchyDraw(levels, Layout);
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
    public Generator Random { get; }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public int LatentSize => Layout[^1].Height * Layout[^1].Width * _options.Levels[^1].EmbeddingSize;

    /// <summary>The levels, top first.</summary>
    internal Numbered<AuxiliaryLevel> Levels => levels;

    /// <inheritdoc/>
    public ITokenizerObjective CreateObjective() => new AuxiliaryDecoderObjective(this);

    /// <inheritdoc/>
    public Tensor Encode(Tensor images)
    {
        Check(images);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return cat(CodesAbove(levels[^1].Encode(images)), 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor EncodeLatents(Tensor images)
    {
        Check(images);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Vectors.Of(levels[^1].Features(images)).flatten(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> SoftCodes(Tensor latents, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor features = FeaturesOf(latents, temperature);
        var soft = new Tensor[levels.Count];
        for (int level = levels.Count - 1; level >= 0; level--)
        {
            soft[level] = levels[level].Quantizer.SoftCodesOf(features, temperature).MoveToOuterDisposeScope();
            if (level > 0)
                features = levels[level - 1].Features(levels[level].Lookup(levels[level].Quantizer.NearestOf(features)));
        }
        return soft;
    }

    /// <inheritdoc/>
    public SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor features = FeaturesOf(latents, temperature);
        Tensor[] codes = new Tensor[levels.Count], soft = new Tensor[levels.Count];
        for (int level = levels.Count - 1; level >= 0; level--)
        {
            (codes[level], soft[level]) = levels[level].Quantizer.SampleCodesOf(features, temperature, random);
            if (level > 0)
                features = levels[level - 1].Features(levels[level].Lookup(codes[level]));
        }
        scope.MoveToOuter(soft);
        return new SampledPyramids(cat(codes, 1).MoveToOuterDisposeScope(), soft);
    }

    /// <summary>
    /// Codes to images. The image comes from the finest codes, by the auxiliary decoder or, as <see cref="AuxiliaryDecoderOptions.DrawPixels"/>
    /// says, drawn from the autoregressive one; finer levels that are left out are drawn from the levels above them.
    /// </summary>
    /// <inheritdoc/>
    public Tensor Decode(Tensor codes, int levels = int.MaxValue, int depths = int.MaxValue)
    {
        OptionCheck.AtLeast(levels, 1);
        OptionCheck.AtLeast(depths, 1);
        int known = Math.Min(levels, Layout.Count);
        TensorCheck.Codes(codes, Layout, known, depths);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var sampling = new SamplingOptions { Temperature = (float)_options.DrawTemperature };
        ulong[] seeds = known < Layout.Count || _options.DrawsPixels ? HierarchyDraw.Seeds(codes, Layout, known - 1, depths, _options.DrawSeed) : [];
        Tensor finest = Finest(_draw.Codes(codes, known, seeds, sampling, depths));
        Tensor quantized = this.levels[^1].Lookup(finest, known == Layout.Count ? depths : int.MaxValue);
        Tensor images = _options.DrawsPixels
            ? _draw.Pixels(quantized, seeds, sampling)
            : this.levels[^1].Reconstruction!.Reconstruct(quantized);
        return images.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Codebook(int level, int depth = 0)
    {
        OptionCheck.Within(level, 0, levels.Count - 1);
        OptionCheck.Within(depth, 0, Layout[level].Depth - 1);
        return levels[level].Quantizer.Codebook(depth);
    }

    /// <summary>Draws the finer levels of pyramids from their upper ones, level by level (De Fauw et al. 2019: z ~ P(· | codes above)).</summary>
    /// <param name="codes">(N, TotalCodes) Int64; what is beyond the first <paramref name="levels"/> is not looked at.</param>
    /// <param name="levels">Levels that are there, from the top; at least 1.</param>
    /// <param name="seeds">A seed for each pyramid: it decides what that one draws, whatever the others do.</param>
    /// <param name="sampling">Temperature, top-k and top-p, the first value for the top; label and seed are not used. Null for none of it.</param>
    /// <returns>(N, TotalCodes) Int64, the given levels as they were.</returns>
    /// <exception cref="ArgumentException">The codes have another shape, or there are not as many seeds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A code is a hole or beyond its level's codebook; or an option is out of range.</exception>
    public Tensor DrawCodes(Tensor codes, int levels, ReadOnlySpan<ulong> seeds, SamplingOptions? sampling = null)
    {
        OptionCheck.AtLeast(levels, 1);
        int known = Math.Min(levels, Layout.Count);
        TensorCheck.Codes(codes, Layout, known);
        sampling = Checked(sampling, codes, seeds);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return _draw.Codes(codes, known, seeds, sampling).MoveToOuterDisposeScope();
    }

    /// <summary>Draws images from whole pyramids, pixel by pixel (De Fauw et al. 2019: x ~ P(· | finest codes)).</summary>
    /// <param name="codes">(N, TotalCodes) Int64.</param>
    /// <param name="seeds">A seed for each image: it decides what that one draws, whatever the others do.</param>
    /// <param name="sampling">Temperature, top-k and top-p; of settings a level, the value after the finest level's counts. Null for none of it.</param>
    /// <returns>(N, channels, H, W): each value one of 8 bits in [-1, 1], or of classes 1 for the drawn one and 0 for the others.</returns>
    /// <exception cref="ArgumentException">The codes have another shape, or there are not as many seeds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A code is a hole or beyond its level's codebook; or an option is out of range.</exception>
    public Tensor DrawImages(Tensor codes, ReadOnlySpan<ulong> seeds, SamplingOptions? sampling = null)
    {
        TensorCheck.Codes(codes, Layout, Layout.Count);
        sampling = Checked(sampling, codes, seeds);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return _draw.Pixels(levels[^1].Lookup(Finest(codes)), seeds, sampling).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the autoregressive decoders give what they decode, in nats: for each level -log P of the codes below it, for the last -log P of
    /// the image's 8-bit pixels, or of its classes.
    /// </summary>
    /// <param name="images">(N, channels, H, W), as the options say.</param>
    /// <returns>(N, levels), top first.</returns>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    public Tensor NegativeLogLikelihoods(Tensor images)
    {
        Check(images);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        IReadOnlyList<Tensor> codes = CodesAbove(levels[^1].Encode(images));
        IEnumerable<Tensor> nats = Enumerable.Range(0, levels.Count).Select(level => levels[level].Autoregressive.NegativeLogLikelihood(
            level + 1 < levels.Count ? levels[level + 1].Values(codes[level + 1]) : _pixels.ValuesOf(images), levels[level].Lookup(codes[level])));
        return stack([.. nats], 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Bits a dimension (a channel of a pixel; of classes a pixel) of the whole hierarchy: the top codes' and everything that is drawn below them. Since codes are functions of the
    /// image, it bounds -log2 p(image) a dimension from above.
    /// </summary>
    /// <param name="images">(N, channels, H, W), as the options say.</param>
    /// <param name="topNats">-log p of the top codes by a prior, (N); null counts every code as equally likely.</param>
    /// <returns>(N).</returns>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    public Tensor BitsPerDimension(Tensor images, Tensor? topNats = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor nats = NegativeLogLikelihoods(images).sum(1);
        nats = topNats is null ? nats.add(Layout[0].Count * Math.Log(Layout[0].CodebookSize)) : nats.add(topNats);
        double dimensions = (double)_pixels.Channels * _options.ImageSize * _options.ImageSize;
        return nats.div(dimensions * Math.Log(2)).MoveToOuterDisposeScope();
    }

    /// <summary>One training pass, the passes of the levels top first, with gradients.</summary>
    internal IReadOnlyList<AuxiliaryPass> Run(Tensor images, TrainingMoment moment)
    {
        Check(images);
        var passes = new AuxiliaryPass[levels.Count];
        var input = new LevelInput(images, _pixels.ValuesOf(images));
        for (int level = levels.Count - 1; level >= 0; level--)
        {
            levels[level].Quantizer.BeginStep(moment);
            passes[level] = levels[level].Run(input, _options.AutoregressiveShare, Random);
            input = new LevelInput(passes[level].Map, levels[level].Values(passes[level].Codes));
        }
        return passes;
    }

    private Tensor Finest(Tensor codes) => codes.narrow(1, Layout.Offset(Layout.Count - 1), Layout[^1].Count);

    // The codes of all levels, top first, from those of the finest.
    private Tensor[] CodesAbove(Tensor finest)
    {
        var codes = new Tensor[levels.Count];
        codes[^1] = finest;
        for (int level = levels.Count - 2; level >= 0; level--)
            codes[level] = levels[level].Encode(levels[level + 1].Lookup(codes[level + 1]));
        return codes;
    }

    private static SamplingOptions Checked(SamplingOptions? sampling, Tensor codes, ReadOnlySpan<ulong> seeds)
    {
        sampling ??= new SamplingOptions();
        sampling.Validate();
        if (seeds.Length != codes.size(0))
            throw new ArgumentException($"There are {seeds.Length} seeds for {codes.size(0)} pyramids; each needs one.", nameof(seeds));
        return sampling;
    }

    // What the finest codes are made of, out of latents: (N, E, h, w).
    private Tensor FeaturesOf(Tensor latents, double temperature)
    {
        OptionCheck.Above(temperature, 0);
        TensorCheck.Shape(latents, nameof(latents), -1, LatentSize);
        return Vectors.ToMap(latents.reshape(-1, Layout[^1].Height, Layout[^1].Width, _options.Levels[^1].EmbeddingSize));
    }

    private void Check(Tensor images) => TensorCheck.Images(images, _options);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Random.Dispose();
        base.Dispose(disposing);
    }
}
