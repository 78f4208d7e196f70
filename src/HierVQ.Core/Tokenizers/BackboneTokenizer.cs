using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Quantization;
using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>
/// The encoder and decoder of VQGAN with one quantizer between them, which gives each vector of one map a code, or several (Esser,
/// Rombach, Ommer: Taming Transformers for High-Resolution Image Synthesis, 2021, figure 2 without the transformer).
/// </summary>
public abstract class BackboneTokenizer : nn.Module, IReconstructingTokenizer
{
    private readonly BackboneTokenizerOptions _options;
    private readonly Encoder _encoder;
    private readonly Layers.Conv2d _before;
    private readonly Quantizer _quantizer;
    private readonly Layers.Conv2d _after;
    private readonly Decoder _decoder;

    /// <summary>Makes the network with random weights, in evaluation mode.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="quantizer">What the reference calls the quantizer.</param>
    /// <param name="options">Its shape and training; checked here.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="init">Source of the weights, on the CPU; not kept.</param>
    private protected BackboneTokenizer(string name, string quantizer, BackboneTokenizerOptions options, Device device, Generator init) : base(name)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        (Device, Layout) = (device, options.Layout);
        Random = new Generator((ulong)options.Seed, device);

        var context = new LayerContext(device, init, options.Dropout, Random);
        BackboneShape shape = options.Backbone;
        // Registered by hand, because fields of a base class are not registered by a derived one; the names are the references'.
        _encoder = Registered("encoder", new Encoder(shape, context));
        _before = Registered("quant_conv", new Layers.Conv2d(options.LatentChannels, options.EmbeddingSize, 1, init, device));
        _quantizer = Registered(quantizer, options.Quantizer.Create(options.CodebookSize[0], options.MapVectorSize, new QuantizerContext(device, init, Random)));
        _after = Registered("post_quant_conv", new Layers.Conv2d(options.EmbeddingSize, options.LatentChannels, 1, init, device));
        _decoder = Registered("decoder", new Decoder(shape, context));
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
    public int LatentSize => Map.Height * Map.Width * _quantizer.VectorSize;

    /// <inheritdoc/>
    public Parameter LastWeight => _decoder.LastWeight;

    /// <summary>The one code map.</summary>
    private protected CodeLevel Map => Layout[0];

    // On a side.
    private int PixelsOfPosition => Options.ImageSize / Map.Height;

    /// <inheritdoc/>
    public ITokenizerObjective CreateObjective() => _options.ObjectiveOf(this);

    /// <inheritdoc/>
    public TokenizerPass Pass(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        _quantizer.BeginStep(moment);
        Quantized quantized = _quantizer.Quantize(Features(images));
        Tensor reconstruction = Reconstruct(quantized.Map);
        scope.MoveToOuter(reconstruction, quantized.Loss, quantized.Codes);
        return new TokenizerPass(reconstruction, quantized.Loss, quantized.Codes);
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return _quantizer.NearestOf(Features(images)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor EncodeLatents(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Vectors.Of(Features(images)).flatten(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> SoftCodes(Tensor latents, double temperature)
    {
        OptionCheck.Above(temperature, 0);
        TensorCheck.Shape(latents, nameof(latents), -1, LatentSize);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor soft = _quantizer.SoftCodes(latents.reshape(-1, _quantizer.VectorSize), temperature); // (N·h·w, depth, K)
        return [soft.reshape(latents.size(0), Map.Count, -1).MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random)
    {
        OptionCheck.Above(temperature, 0);
        TensorCheck.Shape(latents, nameof(latents), -1, LatentSize);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (Tensor codes, Tensor soft) = _quantizer.SampleCodes(latents.reshape(-1, _quantizer.VectorSize), temperature, random); // (N·h·w, depth), and K
        return new SampledPyramids(codes.view(latents.size(0), Map.Count).MoveToOuterDisposeScope(), [soft.view(latents.size(0), Map.Count, -1).MoveToOuterDisposeScope()]);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor codes, int levels = int.MaxValue, int depths = int.MaxValue)
    {
        OptionCheck.AtLeast(levels, 1);
        OptionCheck.AtLeast(depths, 1);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Reconstruct(Embed(codes, depths)).MoveToOuterDisposeScope();
    }

    /// <summary>Images of any size to maps of codes: the network is convolutions, and attention over whatever there is.</summary>
    /// <param name="images">(N, C, H, W) as <see cref="Encode"/> takes them; H and W multiples of the pixels that a position stands for.</param>
    /// <returns>(N, h·w·depth) Int64 in raster order, the codes of a position together; H / h is <see cref="TokenizerOptions.ImageSize"/> over the height of <see cref="Layout"/>.</returns>
    /// <exception cref="ArgumentException">The images have another number of channels, or a side that does not divide.</exception>
    public Tensor EncodeMap(Tensor images)
    {
        TensorCheck.ImagesOfAnySize(images, Options, PixelsOfPosition);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return _quantizer.NearestOf(Fold(_before.call(_encoder.call(images)))).MoveToOuterDisposeScope();
    }

    /// <summary>Maps of codes of any size to images, as <see cref="Decode"/> does it for its own size.</summary>
    /// <param name="codes">(N, height·width·depth) Int64 in raster order, the codes of a position together.</param>
    /// <param name="height">Rows of a map, at least 1.</param>
    /// <param name="width">Columns of a map, at least 1.</param>
    /// <returns>(N, C, H, W), as <see cref="Decode"/> gives them; H / height is <see cref="TokenizerOptions.ImageSize"/> over the height of <see cref="Layout"/>.</returns>
    /// <exception cref="ArgumentException">The codes have another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A code is a hole or beyond its codebook; or a side is below 1.</exception>
    public Tensor DecodeMap(Tensor codes, int height, int width)
    {
        OptionCheck.AtLeast(height, 1);
        OptionCheck.AtLeast(width, 1);
        TensorCheck.Codes(codes, new CodeLayout(Map with { Height = height, Width = width }), 1, Map.Depth, (_, depth) => _quantizer.CodebookSizeAt(depth));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Reconstruct(_quantizer.LookupMap(codes, height, width)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Codebook(int level, int depth = 0)
    {
        OptionCheck.Within(level, 0, 0);
        OptionCheck.Within(depth, 0, Map.Depth - 1);
        return _quantizer.Codebook(depth);
    }

    /// <summary>The features of images, from which codes are made: (N, C, H, W) to (N, vector size, h, w).</summary>
    internal Tensor Features(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return Fold(_before.call(Encoded(images))).MoveToOuterDisposeScope();
    }

    /// <summary>What the encoder makes of images: (N, C, H, W) to (N, latent channels, h·r, w·r).</summary>
    internal Tensor Encoded(Tensor images)
    {
        TensorCheck.Images(images, Options);
        return _encoder.call(images);
    }

    /// <summary>Images from vectors in the place of features, quantized or not: (N, vector size, h, w) to (N, C, H, W).</summary>
    internal Tensor Reconstruct(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        return _decoder.call(_after.call(Unfold(map))).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of codes (N, TotalCodes), of which only the first <paramref name="depths"/> of a position count: (N, vector size, h, w).</summary>
    private protected Tensor Embed(Tensor codes, int depths)
    {
        CheckCodes(codes, depths);
        return _quantizer.LookupMap(codes, Map.Height, Map.Width, depths);
    }

    /// <summary>Codes must be (N, TotalCodes) Int64, and the first of each position within their codebooks, which may differ by depth.</summary>
    private protected void CheckCodes(Tensor codes, int depths) => TensorCheck.Codes(codes, Layout, 1, depths, (_, depth) => _quantizer.CodebookSizeAt(depth));

    /// <summary>What the codes of one depth add, (M, depth) to (M, vector size).</summary>
    private protected Tensor LookupDepth(Tensor stacks, int depth) => _quantizer.LookupDepth(stacks, depth);

    /// <summary>From the encoder's map to the one that is quantized.</summary>
    internal virtual Tensor Fold(Tensor features) => features;

    /// <summary>The inverse of <see cref="Fold"/>.</summary>
    internal virtual Tensor Unfold(Tensor map) => map;

    private TModule Registered<TModule>(string name, TModule module) where TModule : nn.Module
    {
        register_module(name, module);
        return module;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Random.Dispose();
        base.Dispose(disposing);
    }
}
