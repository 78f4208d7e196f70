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
/// HQ-VAE (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image Generation, NeurIPS 2022, stage one). The
/// top codes hold the features brought down; the codes of each further level hold what is missing after bringing up all levels above it.
/// </summary>
// The state dictionary bears the published checkpoints' names; docs/design/tokenizers.md has the mapping.
public sealed class HqVae : nn.Module, IReconstructingTokenizer, IPublishedNetwork
{
    private readonly HqVaeOptions _options;
    private readonly Quantizer[] _quantizers; // by level, the top first
    private readonly nn.Module<Tensor, Tensor>[] _downs, _ups; // between a level and the next finer one
    private readonly Encoder encoder;
    private readonly Conv2d quant_conv_b;
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
        _quantizers = [.. Layout.Select((level, i) => options.Quantizer.Create(level.CodebookSize, options.VectorSize(i), quantizers))];
        _downs = [.. Layout.Skip(1).Select(_ => LevelResizers.Down(options.Resizing, options.ResizeFactor, size, context))];
        _ups = [.. Layout.Skip(1).Select(_ => LevelResizers.Up(options.Resizing, options.ResizeFactor, size, context))];
        post_quant_conv_b = new Conv2d(IsTwoLevel ? 2 * size : size, options.LatentChannels, 1, init, device);
        decoder = new Decoder(shape, context);
        RegisterLevels();
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
    public int LatentSize => Layout[Finest].Height * Layout[Finest].Width * _options.EmbeddingSize;

    /// <inheritdoc/>
    public TorchSharp.Modules.Parameter LastWeight => decoder.LastWeight;

    /// <inheritdoc/>
    public ITokenizerObjective CreateObjective() => _options.ObjectiveOf(this);

    private int Finest => Layout.Count - 1;

    private bool IsTwoLevel => Layout.Count == 2;

    /// <inheritdoc/>
    public TokenizerPass Pass(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Quantizer quantizer in _quantizers)
            quantizer.BeginStep(moment);
        HqVaePass pass = Run(images);
        bool topToo = training && moment.Step >= _options.TopReconstructionStart;
        var result = new TokenizerPass(pass.Reconstruction, QuantizationLoss(pass), cat([.. pass.Levels.Select(level => level.Codes)], 1))
        {
            TopReconstruction = topToo ? TopReconstruction(pass) : null,
            FeatureLoss = _options.FeatureLossWeight > 0 ? FeatureLoss(pass).mul(_options.FeatureLossWeight) : null,
        };
        scope.MoveToOuter(result.Reconstruction, result.QuantizationLoss, result.Codes);
        result.TopReconstruction?.MoveToOuterDisposeScope();
        result.FeatureLoss?.MoveToOuterDisposeScope();
        return result;
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var codes = new Tensor[Layout.Count];
        Refine(Pyramid(Features(images)), (level, residual) => CodeVectors(level, codes[level] = _quantizers[level].NearestOf(residual)));
        return cat(codes, 1).MoveToOuterDisposeScope();
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
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor features = FeaturesOf(latents, temperature);
        var soft = new Tensor[Layout.Count];
        Refine(Pyramid(features), (level, residual) =>
        {
            soft[level] = _quantizers[level].SoftCodesOf(residual, temperature);
            return CodeVectors(level, _quantizers[level].NearestOf(residual));
        });
        foreach (Tensor level in soft)
            level.MoveToOuterDisposeScope();
        return soft;
    }

    /// <inheritdoc/>
    public SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor features = FeaturesOf(latents, temperature);
        Tensor[] codes = new Tensor[Layout.Count], soft = new Tensor[Layout.Count];
        Refine(Pyramid(features), (level, residual) =>
        {
            (codes[level], soft[level]) = _quantizers[level].SampleCodesOf(residual, temperature, random);
            return CodeVectors(level, codes[level]);
        });
        scope.MoveToOuter(soft);
        return new SampledPyramids(cat(codes, 1).MoveToOuterDisposeScope(), soft);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor codes, int levels = int.MaxValue, int depths = int.MaxValue)
    {
        OptionCheck.AtLeast(levels, 1);
        OptionCheck.AtLeast(depths, 1);
        TensorCheck.Codes(codes, Layout, Math.Min(levels, Layout.Count), depths, (level, depth) => _quantizers[level].CodebookSizeAt(depth));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Decode(LevelMaps.Split(codes, Layout, levels), depths).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Codebook(int level, int depth = 0)
    {
        OptionCheck.Within(level, 0, Finest);
        OptionCheck.Within(depth, 0, Layout[level].Depth - 1);
        return _quantizers[level].Codebook(depth);
    }

    /// <summary>The whole first stage, from images to their reconstruction, with gradients.</summary>
    internal HqVaePass Run(Tensor images)
    {
        Tensor[] features = Pyramid(Features(images)), residuals = new Tensor[features.Length];
        var levels = new Quantized[features.Length];
        Tensor seen = Refine(features, (level, residual) => (levels[level] = _quantizers[level].Quantize(residuals[level] = residual)).Map);
        return new HqVaePass(features, residuals, levels, Reconstruct(seen));
    }

    /// <summary>Images from the codes of any of the levels, (N, codes of the level); a level that is null counts as zeros.</summary>
    internal Tensor Decode(IReadOnlyList<Tensor?> codes, int depths = int.MaxValue) =>
        Reconstruct(Compose(LevelMaps.Lookup(_quantizers, Layout, codes, depths)));

    // h, the features from which all codes are made: (N, C, H, W) to (N, E, h, w).
    private Tensor Features(Tensor images)
    {
        TensorCheck.Images(images, Options);
        return quant_conv_b.call(encoder.call(images));
    }

    // h out of latents: (N, E, h, w).
    private Tensor FeaturesOf(Tensor latents, double temperature)
    {
        OptionCheck.Above(temperature, 0);
        TensorCheck.Shape(latents, nameof(latents), -1, LatentSize);
        return Vectors.ToMap(latents.reshape(-1, Layout[Finest].Height, Layout[Finest].Width, _options.EmbeddingSize));
    }

    // h brought down level by level, the top first: (N, vector size of the level, h / k^i, w / k^i).
    private Tensor[] Pyramid(Tensor features)
    {
        var pyramid = new Tensor[Layout.Count];
        pyramid[Finest] = features;
        for (int level = Finest - 1; level >= 0; level--)
            pyramid[level] = _downs[level].call(pyramid[level + 1]);
        return pyramid;
    }

    // From the top down, each level is asked to say what the levels above it leave of its features. The result is what the decoder sees.
    private Tensor Refine(Tensor[] features, Func<int, Tensor, Tensor> quantize)
    {
        Tensor above = _ups[0].call(quantize(0, features[0]));
        for (int level = 1; level < Finest; level++)
            above = _ups[level].call(above.add(quantize(level, features[level].sub(above))));
        return Join(above, quantize(Finest, features[Finest].sub(above)));
    }

    // The same of maps that are there already.
    private Tensor Compose(IReadOnlyList<Tensor> maps)
    {
        Tensor above = _ups[0].call(maps[0]);
        for (int level = 1; level < Finest; level++)
            above = _ups[level].call(above.add(maps[level]));
        return Join(above, maps[Finest]);
    }

    // Two levels lie side by side, so that the decoder sees which is which; of more it sees the sum.
    private Tensor Join(Tensor above, Tensor finest) => IsTwoLevel ? cat([above, finest], 1) : above.add(finest);

    private Tensor Reconstruct(Tensor seen) => decoder.call(post_quant_conv_b.call(seen));

    private Tensor CodeVectors(int level, Tensor codes) => _quantizers[level].LookupMap(codes, Layout[level].Height, Layout[level].Width);

    private Tensor QuantizationLoss(HqVaePass pass) => pass.Levels
        .SkipLast(_options.DropFinestCommitment ? 1 : 0)
        .Select(level => level.Loss)
        .Aggregate((sum, level) => sum.add(level));

    // How far the levels above are from the features of a level: without weight.
    private static Tensor FeatureLoss(HqVaePass pass) => pass.Residuals
        .Skip(1)
        .Select(residual => residual.abs().mean())
        .Aggregate((sum, level) => sum.add(level));

    private Tensor TopReconstruction(HqVaePass pass) =>
        Reconstruct(Compose([.. pass.Levels.Select((level, i) => i == 0 ? level.Map : level.Map.zeros_like())]));

    // By the published names, which are others for two levels than for more; there, the first way down is that from the finest level.
    private void RegisterLevels()
    {
        if (IsTwoLevel)
        {
            register_module("quantize_t", _quantizers[0]);
            register_module("quantize_b", _quantizers[1]);
            register_module("down_t", _downs[0]);
            register_module("upsample_t", _ups[0]);
            return;
        }
        register_module("quantizers", new Numbered<Quantizer>(_quantizers));
        register_module("downsamples", new Numbered<nn.Module<Tensor, Tensor>>(_downs.Reverse()));
        register_module("upsamples", new Numbered<nn.Module<Tensor, Tensor>>(_ups));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Random.Dispose();
        base.Dispose(disposing);
    }
}
