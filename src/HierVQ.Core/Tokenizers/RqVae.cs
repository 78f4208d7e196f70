using HierVQ.Layers;
using HierVQ.Serialization;
using HierVQ.Tokenizers.Published;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>
/// RQ-VAE (Lee, Kim, Kim, Cho, Han: Autoregressive Image Generation using Residual Quantization, CVPR 2022, section 3.1): a stack of codes
/// for each position of one map, each for what the ones before it have left over. A few codes of a stack decode already.
/// </summary>
public sealed class RqVae : BackboneTokenizer, IPublishedNetwork
{
    private readonly RqVaeOptions _options;
    private readonly int _patch;

    /// <summary>Makes the network with random weights, in evaluation mode.</summary>
    /// <param name="options">Its shape and training; checked here.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="init">Source of the weights, on the CPU; not kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public RqVae(RqVaeOptions options, Device device, Generator init) : base(nameof(RqVae), "quantizer", options, device, init) => (_options, _patch) = (options, options.PatchSize);

    NameMap IPublishedNetwork.PublishedNames => _options.Quantizer is ResidualQuantizerOptions { SharedCodebook: false }
        ? RqVaeTransformerNames.SeparateCodebooks
        : RqVaeTransformerNames.SharedCodebook;

    /// <summary>Codes of a position, D.</summary>
    public int Depth => Map.Depth;

    /// <summary>The code vectors of each depth by itself.</summary>
    /// <param name="codes">(N, TotalCodes) Int64, as <see cref="ITokenizer.Encode"/> gives them.</param>
    /// <returns>(N, h, w, D, vector size): what each code adds.</returns>
    /// <exception cref="ArgumentException">The codes have another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A code is a hole or beyond its codebook.</exception>
    public Tensor EmbedDepths(Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        CheckCodes(codes, Depth);
        Tensor stacks = codes.reshape(-1, Depth); // (N·h·w, D)
        Tensor vectors = stack([.. Enumerable.Range(0, Depth).Select(depth => LookupDepth(stacks, depth))], 1); // (N·h·w, D, E)
        return vectors.reshape(codes.size(0), Map.Height, Map.Width, Depth, -1).MoveToOuterDisposeScope();
    }

    /// <summary>The sums of code vectors up to each depth: what quantization has come to there.</summary>
    /// <param name="codes">(N, TotalCodes) Int64, as <see cref="ITokenizer.Encode"/> gives them.</param>
    /// <returns>(N, h, w, D, vector size); the last of each position is what the decoder gets.</returns>
    /// <exception cref="ArgumentException">The codes have another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A code is a hole or beyond its codebook.</exception>
    public Tensor PartialSums(Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        return EmbedDepths(codes).cumsum(3).MoveToOuterDisposeScope();
    }

    /// <summary>Images of what one depth says by itself.</summary>
    /// <param name="codes">(N, TotalCodes) Int64, as <see cref="ITokenizer.Encode"/> gives them.</param>
    /// <param name="depth">The depth, from 0.</param>
    /// <returns>(N, C, H, W), as <see cref="ITokenizer.Decode"/> gives them.</returns>
    /// <exception cref="ArgumentException">The codes have another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such depth; or a code is a hole or beyond its codebook.</exception>
    public Tensor DecodeDepth(Tensor codes, int depth)
    {
        OptionCheck.Within(depth, 0, Depth - 1);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Reconstruct(Vectors.ToMap(EmbedDepths(codes).select(3, depth))).MoveToOuterDisposeScope();
    }

    // Patches of r x r vectors side by side, in the order of rows, columns and then channels: (N, E, h·r, w·r) to (N, r·r·E, h, w).
    internal override Tensor Fold(Tensor features) => _patch == 1 ? features :
        features.unflatten(3, [-1, _patch]).unflatten(2, [-1, _patch]) // (N, E, h, r, w, r)
            .permute(0, 3, 5, 1, 2, 4).flatten(1, 3);

    internal override Tensor Unfold(Tensor map) => _patch == 1 ? map :
        map.unflatten(1, [_patch, _patch, -1]) // (N, r, r, E, h, w)
            .permute(0, 3, 4, 1, 5, 2).flatten(4, 5).flatten(2, 3);
}
