using HierVQ.Layers;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>Samples from an RQ-Transformer with libtorch, on any device. What is known waits until a code is asked for, as in <see cref="RqDecoder"/>.</summary>
internal sealed class RqTensorSampler : TensorSampler
{
    private readonly RqTransformer _prior;
    private readonly RqTransformerParts _parts;
    private readonly bool _cumulative;
    private readonly int _depth;
    private readonly CachedStack _body;
    private readonly CachedStack _head;
    private Tensor _start = null!; // (C, N, d)
    private int _read; // places that went through the body

    public RqTensorSampler(RqTransformer prior, RqTransformerParts parts, SamplerOptions options)
        : base(prior.Layout, parts.Condition.Input, RqOrder.Of(prior.Layout), options, prior.Device)
    {
        (_prior, _parts, _depth) = (prior, parts, prior.Layout[0].Depth);
        _cumulative = ((RqTransformerOptions)prior.Options).CumulativeDepth;
        int positions = prior.Layout.TotalCodes / _depth;
        _body = new CachedStack(parts.Body.Blocks, parts.Condition.Length - 1 + positions, MaxRows);
        _head = new CachedStack(parts.Head.Blocks, _depth, MaxRows);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        _body.Dispose();
        _head.Dispose();
    }

    /// <inheritdoc/>
    protected override void Begin(Tensor conditions) => (_start, _read) = (_prior.Start(_parts.Condition.Rows(conditions)), 0);

    /// <inheritdoc/>
    protected override void Step(int step)
    {
        if (!WantedFrom(0))
            return;
        int places = _parts.Condition.Length;
        IEnumerable<Tensor> stacks = Enumerable.Range(0, step).Skip(_read - places).Select(Input);
        Tensor x = _body.Forward(cat([.. _read == 0 ? stacks.Prepend(_start) : stacks]), _read);
        _read = places + step;
        Tensor slot = x.narrow(0, x.size(0) - 1, 1); // (1, N, d), what the body says
        Tensor? sum = null; // (N, E) of the code vectors so far
        for (int depth = 0; depth < _depth && WantedFrom(depth); depth++)
        {
            if (depth > 0)
                slot = Below(step, depth, ref sum);
            slot = _head.Forward(slot.add(_parts.DepthPositions.select(1, depth)), depth);
            if (Wanted(depth))
                Draw(depth, _prior.DepthLogits(slot, depth).transpose(0, 1).narrow(2, 0, _parts.Sizes[depth]));
        }
    }

    // What the body reads of a position, (1, N, d).
    private Tensor Input(int position)
    {
        Tensor stacks = cat([.. Enumerable.Range(0, _depth).Select(depth => Codes(position, depth))], 1).t(); // (D, N)
        return _prior.Read(stacks).Input.unsqueeze(0).add(_parts.RasterPositions.select(1, position));
    }

    // What the head reads at a depth, (1, N, d).
    private Tensor Below(int position, int depth, ref Tensor? sum)
    {
        Tensor last = Codes(position, depth - 1).squeeze(1); // (N)
        if (_parts.HeadMap is null)
            return _parts.TableRows!.Lookup(_parts.Tokens!.Weight, last, depth - 1).unsqueeze(0);
        Tensor vectors = _parts.Codebooks!.Rows.Lookup(_parts.Codebooks.Vectors, last, depth - 1); // (N, E)
        sum = sum is null || !_cumulative ? vectors : sum.add(vectors);
        return _parts.HeadMap.call(sum).unsqueeze(0);
    }
}
