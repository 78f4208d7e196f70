using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Losses;
using HierVQ.Quantization;
using HierVQ.Serialization;
using HierVQ.Tokenizers.Published;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>
/// HQ-VAE with two levels (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image Generation, NeurIPS 2022,
/// stage one). The top codes hold the features brought down; the bottom codes hold what is missing after bringing those up again.
/// </summary>
// The state dictionary bears the published checkpoints' names; docs/design/tokenizers.md has the mapping.
public sealed class HqVae : nn.Module, IReconstructingTokenizer, IPublishedNetwork
{
    private readonly HqVaeOptions _options;
    private readonly Encoder encoder;
    private readonly Conv2d quant_conv_b;
    private readonly Quantizer quantize_t;
    private readonly Quantizer quantize_b;
    private readonly Conv2d post_quant_conv_b;
    private readonly Decoder decoder;

    /// <summary>Makes the network with random weights, in evaluation mode.</summary>
    /// <param name="options">Its shape and training; checked here.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="init">Source of the weights, on the CPU; not kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public HqVae(HqVaeOptions options, Device device, Generator init) : base(nameof(HqVae))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        (Device, Layout) = (device, options.Layout);
        Random = new Generator((ulong)options.Seed, device);

        var context = new LayerContext(device, init, options.Dropout, Random);
        var quantizers = new QuantizerContext(device, init, Random);
        BackboneShape shape = options.Backbone;
        int size = options.EmbeddingSize;
        encoder = new Encoder(shape, context);
        quant_conv_b = new Conv2d(options.LatentChannels, size, 1, init, device);
        quantize_t = options.Quantizer.Create(options.CodebookSize[0], options.VectorSize(0), quantizers);
        quantize_b = options.Quantizer.Create(options.CodebookSize[1], options.VectorSize(1), quantizers);
        post_quant_conv_b = new Conv2d(2 * size, options.LatentChannels, 1, init, device);
        decoder = new Decoder(shape, context);
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

    NameMap IPublishedNetwork.PublishedNames => HqTransformerNames.Map;

    /// <inheritdoc/>
    public int LatentSize => Layout[1].Count * _options.EmbeddingSize;

    /// <inheritdoc/>
    public TorchSharp.Modules.Parameter LastWeight => decoder.LastWeight;

    /// <inheritdoc/>
    public ITokenizerObjective CreateObjective() => new ReconstructionObjective(this, _options.ReconstructionLoss);

    /// <inheritdoc/>
    public TokenizerPass Pass(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        quantize_t.BeginStep(moment);
        quantize_b.BeginStep(moment);
        HqVaePass pass = Run(images);
        var result = new TokenizerPass(pass.Reconstruction, pass.Top.Loss.add(pass.Bottom.Loss), cat([pass.Top.Codes, pass.Bottom.Codes], 1));
        scope.MoveToOuter(result.Reconstruction, result.QuantizationLoss, result.Codes);
        return result;
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor features = Features(images);
        Tensor top = quantize_t.NearestOf(Down(features));
        Tensor bottom = quantize_b.NearestOf(Residual(features, top));
        return cat([top, bottom], 1).MoveToOuterDisposeScope();
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
        Tensor features = Vectors.ToMap(latents.reshape(-1, Layout[1].Height, Layout[1].Width, _options.EmbeddingSize));
        Tensor down = Down(features);
        Tensor residual = Residual(features, quantize_t.NearestOf(down));
        return
        [
            quantize_t.SoftCodesOf(down, temperature).MoveToOuterDisposeScope(),
            quantize_b.SoftCodesOf(residual, temperature).MoveToOuterDisposeScope(),
        ];
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor codes, int levels = int.MaxValue, int depths = int.MaxValue)
    {
        OptionCheck.AtLeast(levels, 1);
        OptionCheck.AtLeast(depths, 1);
        TensorCheck.Codes(codes, Layout, Math.Min(levels, Layout.Count));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor top = codes.narrow(1, Layout.Offset(0), Layout[0].Count);
        Tensor? bottom = levels > 1 ? codes.narrow(1, Layout.Offset(1), Layout[1].Count) : null;
        return Decode(top, bottom).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Codebook(int level, int depth = 0) => level switch
    {
        0 => quantize_t.Codebook(depth),
        1 => quantize_b.Codebook(depth),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "HQ-VAE has the levels 0, the top, and 1."),
    };

    /// <summary>The whole first stage, from images to their reconstruction, with gradients.</summary>
    internal HqVaePass Run(Tensor images)
    {
        Tensor features = Features(images); // (N, E, h, w)
        Tensor topFeatures = Down(features); // (N, E·k² or E, h/k, w/k)
        Quantized top = quantize_t.Quantize(topFeatures);
        Tensor above = Up(top.Map); // (N, E, h, w)
        Tensor residual = features.sub(above);
        Quantized bottom = quantize_b.Quantize(residual);
        return new HqVaePass(features, topFeatures, top, residual, bottom, Reconstruct(above, bottom.Map));
    }

    /// <summary>Images from the codes of either level or both, (N, codes of the level); a level that is null counts as zeros.</summary>
    internal Tensor Decode(Tensor? top, Tensor? bottom)
    {
        Tensor? above = top is null ? null : Up(quantize_t.LookupMap(top, Layout[0].Height, Layout[0].Width));
        Tensor? below = bottom is null ? null : quantize_b.LookupMap(bottom, Layout[1].Height, Layout[1].Width);
        return Reconstruct(above ?? below!.zeros_like(), below ?? above!.zeros_like());
    }

    // h, the features from which all codes are made: (N, 3, H, W) to (N, E, h, w).
    private Tensor Features(Tensor images)
    {
        TensorCheck.Images(images, Options.ImageSize);
        return quant_conv_b.call(encoder.call(images));
    }

    // What the top codes (N, count) leave of the features.
    private Tensor Residual(Tensor features, Tensor top) =>
        features.sub(Up(quantize_t.LookupMap(top, Layout[0].Height, Layout[0].Width)));

    // The two maps side by side, not added: the decoder sees which is which.
    private Tensor Reconstruct(Tensor above, Tensor below) => decoder.call(post_quant_conv_b.call(cat([above, below], 1)));

    private Tensor Down(Tensor features) => _options.Resizing switch
    {
        LevelResizing.PixelShuffle => Resampling.PixelUnshuffle(features, _options.ResizeFactor),
        _ => Resampling.AverageDown(features, _options.ResizeFactor),
    };

    private Tensor Up(Tensor top) => _options.Resizing switch
    {
        LevelResizing.PixelShuffle => Resampling.PixelShuffle(top, _options.ResizeFactor),
        _ => Resampling.NearestUp(top, _options.ResizeFactor),
    };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Random.Dispose();
        base.Dispose(disposing);
    }
}
