using HierVQ.Layers;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.Priors.Raster;

/// <summary>Samples from a <see cref="RasterTransformer"/> with libtorch, on any device. Tokens that are known wait until a code is asked for and go through the network together.</summary>
internal sealed class RasterTransformerTensorSampler : TensorSampler
{
    private const int Only = 0; // the one draw of a step
    private readonly RasterTransformer _prior;
    private readonly RasterTransformerParts _parts;
    private readonly bool _unmasked;
    private readonly CachedStack _blocks;
    private Tensor _prefix = null!; // (m, N)
    private int _read; // tokens that went through the network

    public RasterTransformerTensorSampler(RasterTransformer prior, RasterTransformerParts parts, SamplerOptions options)
        : base(prior.Layout, parts.Condition, parts.Sequence.DecodeOrder(), options, prior.Device)
    {
        (_prior, _parts) = (prior, parts);
        _unmasked = ((RasterTransformerOptions)prior.Options).UnmaskedCondition;
        _blocks = new CachedStack(parts.Blocks, prior.Before + parts.Sequence.Length - 1, MaxRows);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory() => _blocks.Dispose();

    /// <inheritdoc/>
    protected override void Begin(Tensor conditions) => (_prefix, _read) = (RasterTransformer.PrefixOf(conditions), 0);

    /// <inheritdoc/>
    protected override void Step(int step)
    {
        if (!Wanted(Only))
            return;
        Tensor last = Read(_prior.Before + step); // (1, N, d)
        int level = _parts.Sequence.Level(step);
        Draw(Only, RasterTransformer.Logits(_parts.Tables.Heads[level], _parts.Norm.call(last), _prior.Layout[level].CodebookSize).transpose(0, 1));
    }

    /// <summary>Runs the network up to a token; what it says there.</summary>
    private Tensor Read(int tokens)
    {
        Tensor? x = null;
        if (_read == 0)
        {
            x = _blocks.Forward(_prior.EmbedPrefix(_prefix), 0, causal: !_unmasked);
            _read = _prior.Before;
        }
        if (_read < tokens)
        {
            int first = _read - _prior.Before;
            Tensor codes = cat([.. Enumerable.Range(first, tokens - _read).Select(number => Codes(number, Only))], 1).t(); // (S, N)
            x = _blocks.Forward(_prior.EmbedCodes(codes, first), _read);
            _read = tokens;
        }
        return x!.narrow(0, x.size(0) - 1, 1);
    }
}
