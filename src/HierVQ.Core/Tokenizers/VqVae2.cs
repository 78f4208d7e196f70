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
/// VQ-VAE-2 with two levels, or three (Razavi, van den Oord, Vinyals: Generating Diverse High-Fidelity Images with VQ-VAE-2, NeurIPS
/// 2019, section 3.1). Each level below the top quantizes its own features beside what has been decoded of the levels above it.
/// </summary>
// The paper's code is not public. Two levels are built as in the widely used rosinality/vq-vae-2-pytorch, whose names the state
// dictionary bears; the third level is the same step once more.
public sealed class VqVae2 : nn.Module, IReconstructingTokenizer, IPublishedNetwork
{
    private readonly VqVae2Options _options;
    private readonly StridedEncoder[] _encoders; // by level, the top first, as everything here
    private readonly Conv2d[] _toVectors;
    private readonly Quantizer[] _quantizers;
    private readonly StridedDecoder[] _conditions; // of the levels below the top: what is decoded of those above
    private readonly ConvTranspose2d[] _ups; // bring the maps of the levels above to a level
    private readonly StridedDecoder dec;

    /// <summary>Makes the network with random weights, in evaluation mode.</summary>
    /// <param name="options">Its shape and training; checked here.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="init">Source of the weights, on the CPU; not kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public VqVae2(VqVae2Options options, Device device, Generator init) : base(nameof(VqVae2))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        (Device, Layout) = (device, options.Layout);
        Random = new Generator((ulong)options.Seed, device);

        var context = new LayerContext(device, init);
        var quantizers = new QuantizerContext(device, init, Random);
        int[] levels = [.. Enumerable.Range(0, options.Levels)], lower = levels[1..];
        int bottom = levels[^1], channels = options.Channels, size = options.EmbeddingSize;
        var shape = new StridedShape(channels, options.ResidualBlocks, options.ResidualChannels, options.Precision);
        _encoders = [.. levels.Select(level => level == bottom
            ? new StridedEncoder(options.Pixels.Channels, shape, options.BottomStride, context)
            : new StridedEncoder(channels, shape, 2, context))];
        _toVectors = [.. levels.Select(level => new Conv2d(level == 0 ? channels : size + channels, size, 1, init, device))];
        _quantizers = [.. levels.Select(level => options.Quantizer.Create(options.CodebookSize[level], size, quantizers))];
        // Before a level below the top, there are as many maps of E channels as levels above it.
        _conditions = [.. lower.Select(level => new StridedDecoder(level * size, size, shape, 2, context))];
        _ups = [.. lower.Select(level => new ConvTranspose2d(level * size, level * size, 4, init, device, stride: 2, padding: 1))];
        dec = new StridedDecoder(options.Levels * size, options.Pixels.Channels, shape, options.BottomStride, context);
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

    NameMap IPublishedNetwork.PublishedNames => VqVae2PytorchNames.Map;

    /// <inheritdoc/>
    public int LatentSize => Layout.Sum(level => level.Height * level.Width) * _options.EmbeddingSize;

    /// <inheritdoc/>
    public TorchSharp.Modules.Parameter LastWeight => dec.LastWeight;

    /// <inheritdoc/>
    public ITokenizerObjective CreateObjective() => _options.Content == ImageContent.Segmentation
        ? new SegmentationObjective(this)
        : new ReconstructionObjective(this, ReconstructionLoss.SquaredError);

    /// <inheritdoc/>
    public TokenizerPass Pass(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Quantizer quantizer in _quantizers)
            quantizer.BeginStep(moment);
        VqVae2Pass pass = Run(images);
        Tensor loss = pass.Levels.Select(level => level.Loss).Aggregate((sum, level) => sum.add(level));
        var result = new TokenizerPass(pass.Reconstruction, loss, cat([.. pass.Levels.Select(level => level.Codes)], 1));
        scope.MoveToOuter(result.Reconstruction, result.QuantizationLoss, result.Codes);
        return result;
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var codes = new Tensor[Layout.Count];
        Descend(Features(images), (level, vectors) => Nearest(level, codes[level] = _quantizers[level].NearestOf(vectors)));
        return cat(codes, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Images to the vectors of all levels before quantization, those of the lower levels as the nearest codes above them make them.</summary>
    /// <param name="images">(N, C, H, W), as <see cref="Encode"/> takes them.</param>
    /// <returns>(N, LatentSize): level by level from the top, the vectors of each in raster order.</returns>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    public Tensor EncodeLatents(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var latents = new Tensor[Layout.Count];
        Descend(Features(images), (level, vectors) =>
        {
            latents[level] = Vectors.Of(vectors).flatten(1);
            return Nearest(level, _quantizers[level].NearestOf(vectors));
        });
        return cat(latents, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> SoftCodes(Tensor latents, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return [.. VectorsOf(latents, temperature).Select((vectors, level) => _quantizers[level]
            .SoftCodes(vectors, temperature)
            .view(latents.size(0), Layout[level].Count, Layout[level].CodebookSize)
            .MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    /// <remarks>The vectors of the lower levels are those of <see cref="EncodeLatents"/>, which the nearest codes above them have made.</remarks>
    public SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        SampledCodes[] levels = [.. VectorsOf(latents, temperature).Select((vectors, level) => _quantizers[level].SampleCodes(vectors, temperature, random))];
        Tensor codes = cat([.. levels.Select((sampled, level) => sampled.Codes.view(latents.size(0), Layout[level].Count))], 1);
        return new SampledPyramids(codes.MoveToOuterDisposeScope(), [.. levels.Select((sampled, level) => sampled.Soft
            .view(latents.size(0), Layout[level].Count, Layout[level].CodebookSize)
            .MoveToOuterDisposeScope())]);
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
        OptionCheck.Within(level, 0, Layout.Count - 1);
        OptionCheck.Within(depth, 0, Layout[level].Depth - 1);
        return _quantizers[level].Codebook(depth);
    }

    /// <summary>The whole first stage, from images to their reconstruction, with gradients.</summary>
    internal VqVae2Pass Run(Tensor images)
    {
        var levels = new Quantized[Layout.Count];
        Tensor maps = Descend(Features(images), (level, vectors) => (levels[level] = _quantizers[level].Quantize(vectors)).Map);
        return new VqVae2Pass(levels, dec.call(maps));
    }

    /// <summary>Images from the codes of any of the levels, (N, codes of the level); a level that is null counts as zeros.</summary>
    internal Tensor Decode(IReadOnlyList<Tensor?> codes, int depths = int.MaxValue)
    {
        Tensor[] maps = LevelMaps.Lookup(_quantizers, Layout, codes, depths);
        Tensor above = maps[0];
        for (int level = 1; level < maps.Length; level++)
            above = cat([_ups[level - 1].call(above), maps[level]], 1);
        return dec.call(above);
    }

    // The vectors of each level out of latents, (N·h·w, E).
    private Tensor[] VectorsOf(Tensor latents, double temperature)
    {
        OptionCheck.Above(temperature, 0);
        TensorCheck.Shape(latents, nameof(latents), -1, LatentSize);
        Tensor[] levels = latents.split([.. Layout.Select(level => (long)level.Height * level.Width * _options.EmbeddingSize)], 1);
        return [.. levels.Select(level => level.reshape(-1, _options.EmbeddingSize))];
    }

    // The encoders one after another, from the finest level to the top: (N, C, h, w) of each level.
    private Tensor[] Features(Tensor images)
    {
        TensorCheck.Images(images, Options);
        var features = new Tensor[Layout.Count];
        for (int level = features.Length - 1; level >= 0; level--)
            features[level] = _encoders[level].call(level == features.Length - 1 ? images : features[level + 1]);
        return features;
    }

    // From the top down: vectors of each level, what quantize puts in their place, and all of that beside each other at the finest
    // resolution, (N, levels · E, h, w), which is what the decoder sees.
    private Tensor Descend(Tensor[] features, Func<int, Tensor, Tensor> quantize)
    {
        Tensor above = quantize(0, _toVectors[0].call(features[0]));
        for (int level = 1; level < features.Length; level++)
        {
            Tensor condition = _conditions[level - 1].call(above); // (N, E, h, w)
            Tensor vectors = _toVectors[level].call(cat([condition, features[level]], 1)); // (N, E, h, w)
            above = cat([_ups[level - 1].call(above), quantize(level, vectors)], 1);
        }
        return above;
    }

    private Tensor Nearest(int level, Tensor codes) => _quantizers[level].LookupMap(codes, Layout[level].Height, Layout[level].Width);

    // By the reference's names, which end in the level's letter: top, middle, bottom.
    private void RegisterLevels()
    {
        string letters = Layout.Count == 2 ? "tb" : "tmb";
        for (int level = letters.Length - 1; level >= 0; level--)
            register_module($"enc_{letters[level]}", _encoders[level]);
        for (int level = 0; level < letters.Length; level++)
        {
            register_module($"quantize_conv_{letters[level]}", _toVectors[level]);
            register_module($"quantize_{letters[level]}", _quantizers[level]);
        }
        for (int above = 0; above < letters.Length - 1; above++)
        {
            register_module($"dec_{letters[above]}", _conditions[above]);
            register_module($"upsample_{letters[above]}", _ups[above]);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Random.Dispose();
        base.Dispose(disposing);
    }
}
