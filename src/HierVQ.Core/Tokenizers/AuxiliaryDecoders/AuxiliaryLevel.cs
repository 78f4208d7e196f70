using HierVQ.Layers;
using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>
/// One level (De Fauw et al. 2019): encoder and quantizer turn the input into codes, the auxiliary decoder teaches them what to hold, and the
/// autoregressive decoder learns beside them to draw the input from the codes.
/// </summary>
internal sealed class AuxiliaryLevel : nn.Module
{
    private readonly int _side; // of the code map
    private readonly Encoder encoder;
    private readonly Quantizer quantizer;
    private readonly nn.Module? auxiliary; // null where the autoregressive decoder teaches the codes itself
    private readonly AutoregressiveDecoder autoregressive;

    /// <summary>Makes a level.</summary>
    /// <param name="shape">What it is made by.</param>
    /// <param name="context">Where it lives and what its weights and masks are drawn from.</param>
    /// <param name="quantizers">The same for its quantizer.</param>
    public AuxiliaryLevel(LevelShape shape, LayerContext context, QuantizerContext quantizers) : base(nameof(AuxiliaryLevel))
    {
        AuxiliaryLevelOptions options = shape.Options;
        _side = shape.Side / options.Factor;
        Codes = new Alphabet(options.Depth, options.CodebookSize, ArePixels: false);
        encoder = new Encoder(shape.Backbone(shape.MapChannels), context);
        quantizer = options.CodeChannels == 1
            ? options.Quantizer.Create(options.CodebookSize, options.EmbeddingSize, quantizers)
            : new ProductQuantizer(options.Quantizer, options.CodeChannels, options.CodebookSize, options.EmbeddingSize, quantizers);
        auxiliary = options.Auxiliary switch
        {
            AuxiliaryDecoderKind.FeedForward => new FeedForwardDecoder(shape, context),
            AuxiliaryDecoderKind.MaskedSelfPrediction => new MaskedSelfPrediction(shape, context),
            _ => null,
        };
        autoregressive = new AutoregressiveDecoder(shape, context);
        RegisterComponents();
    }

    /// <summary>What its codes consist of.</summary>
    public Alphabet Codes { get; }

    /// <summary>Its codes.</summary>
    public Quantizer Quantizer => quantizer;

    /// <summary>What teaches its codes.</summary>
    public IAuxiliaryDecoder Auxiliary => auxiliary as IAuxiliaryDecoder ?? new EndToEnd(autoregressive);

    /// <summary>The auxiliary decoder, where it can reconstruct.</summary>
    public FeedForwardDecoder? Reconstruction => auxiliary as FeedForwardDecoder;

    /// <summary>What draws its input from its codes.</summary>
    public AutoregressiveDecoder Autoregressive => autoregressive;

    /// <summary>The vectors that become codes, (N, channels, H, W) to (N, D, h, w).</summary>
    public Tensor Features(Tensor map) => encoder.call(map);

    /// <summary>The codes of an input, (N, h·w·C).</summary>
    public Tensor Encode(Tensor map) => quantizer.NearestOf(Features(map));

    /// <summary>The code vectors of codes (N, h·w·C), those beyond the first <paramref name="depths"/> of a position left out: (N, D, h, w).</summary>
    public Tensor Lookup(Tensor codes, int depths = int.MaxValue) => quantizer.LookupMap(codes, _side, _side, depths);

    /// <summary>Its codes as the input of the level above.</summary>
    public LevelInput Above(Tensor codes) => new(Lookup(codes), Values(codes));

    /// <summary>Its codes (N, h·w·C) as values (N, C, h, w).</summary>
    public Tensor Values(Tensor codes) => Alphabet.ValuesOf(codes, _side, _side, Codes.Channels);

    /// <summary>One training pass, with gradients.</summary>
    /// <param name="input">What it makes codes of.</param>
    /// <param name="share">Share of the images from which the autoregressive decoder learns.</param>
    /// <param name="random">Source of masked self-prediction's positions.</param>
    public AuxiliaryPass Run(LevelInput input, double share, Generator random)
    {
        Quantized quantized = quantizer.Quantize(encoder.call(input.Map));
        AuxiliaryLoss loss = Auxiliary.Loss(quantized.Map, input, random);
        long learning = (long)Math.Ceiling(share * input.Values.size(0));
        Tensor values = input.Values.narrow(0, 0, learning);
        Tensor map = quantized.Map.detach(); // what the autoregressive decoder learns has no say in the codes
        Tensor nats = autoregressive.NegativeLogLikelihood(values, map.narrow(0, 0, learning)).sum().div(values.numel());
        return new AuxiliaryPass(loss, quantized.Loss, nats, quantized.Codes, map);
    }
}
