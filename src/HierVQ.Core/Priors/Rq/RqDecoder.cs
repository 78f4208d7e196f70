using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>Samples from an RQ-Transformer on the CPU with own kernels: the body once a position, the head once a code, with a cache that begins anew at every position.</summary>
internal sealed unsafe class RqDecoder : KernelSampler
{
    private readonly int _width;
    private readonly int _depth;
    private readonly int _places; // of the condition, C
    private readonly int[] _conditionOffsets;
    private readonly float[] _conditions; // (rows, d)
    private readonly float[] _conditionPositions; // (C, d)
    private readonly float[] _depthPositions; // (D, d)
    private readonly RqDecodeInput _input;
    private readonly RqDecodeClassifier _classifier;
    private readonly DecodeStack _body;
    private readonly DecodeStack _head;
    private readonly AlignedBuffer _start; // (rows, C, d)
    private readonly AlignedBuffer _x; // (rows, d)
    private readonly AlignedBuffer _slot; // (rows, d)

    public RqDecoder(RqTransformer prior, RqTransformerParts parts, SamplerOptions options, LinearPacking packing)
        : base(prior.Layout, parts.Condition.Input, RqOrder.Of(prior.Layout), options)
    {
        using DisposeScope scope = NewDisposeScope(); // views of the tables
        var shape = (RqTransformerOptions)prior.Options;
        (_width, _depth, _places) = (shape.Width, prior.Layout[0].Depth, parts.Condition.Length);
        _conditionOffsets = parts.Condition.Offsets;
        _conditions = TensorFloats.Copy(parts.Conditions.Weight);
        _conditionPositions = TensorFloats.Copy(parts.ConditionPositions);
        _depthPositions = TensorFloats.Copy(parts.DepthPositions);
        _input = new RqDecodeInput(shape, parts, _depth, MaxRows, packing);
        _classifier = new RqDecodeClassifier(parts.Classifier, parts.Sizes, MaxRows, packing);
        _body = new DecodeStack(parts.Body.Blocks, packing, MaxRows, mostSlots: _places, positions: _places - 1 + (prior.Layout.TotalCodes / _depth));
        _head = new DecodeStack(parts.Head.Blocks, packing, MaxRows, mostSlots: 1, positions: _depth);
        _start = new AlignedBuffer((long)MaxRows * _places * _width);
        _x = new AlignedBuffer((long)MaxRows * _width);
        _slot = new AlignedBuffer((long)MaxRows * _width);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        _input.Dispose();
        _classifier.Dispose();
        _body.Dispose();
        _head.Dispose();
        _start.Dispose();
        _x.Dispose();
        _slot.Dispose();
    }

    /// <inheritdoc/>
    protected override void Begin(int rows)
    {
        // Position 0 overwrites what the caches hold.
    }

    /// <inheritdoc/>
    protected override void Step(int step, int rows)
    {
        if (step == 0)
            Start(rows);
        else
            Embed(step - 1, rows);
        if (WantedFrom(0))
            DrawStack(step, rows);
    }

    // The condition, all places at once; what the body says at the last of them is what counts.
    private void Start(int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> condition = Condition(row);
            Span<float> places = _start.Span((long)row * _places * _width, _places * _width);
            _conditionPositions.CopyTo(places);
            for (int place = 0; place < _places; place++)
            {
                int entry = _conditionOffsets[place] + (condition.IsEmpty ? 0 : condition[place]);
                VectorMath.Add(_conditions.AsSpan(entry * _width, _width), places.Slice(place * _width, _width));
            }
        }
        _body.Forward(_start.Pointer, rows, _places, position: 0, Team);
        for (int row = 0; row < rows; row++)
            _start.Span((((long)row * _places) + _places - 1) * _width, _width).CopyTo(_x.Span((long)row * _width, _width));
    }

    private void Embed(int position, int rows)
    {
        for (int row = 0; row < rows; row++)
            _input.PutStack(Codes(row).Slice(position * _depth, _depth), row);
        _input.Body(_x, rows, position, Team);
        _body.Forward(_x.Pointer, rows, slots: 1, _places + position, Team);
    }

    private void DrawStack(int position, int rows)
    {
        _x.Span(0, rows * _width).CopyTo(_slot.Span(0, rows * _width));
        for (int depth = 0; depth < _depth && WantedFrom(depth); depth++)
        {
            if (depth > 0)
                Below(position, depth, rows);
            for (int row = 0; row < rows; row++)
                VectorMath.Add(_depthPositions.AsSpan(depth * _width, _width), _slot.Span((long)row * _width, _width));
            _head.Forward(_slot.Pointer, rows, slots: 1, depth, Team);
            if (Wanted(depth))
                Draw(depth, _classifier.Logits(_slot.Pointer, rows, depth, Team), _classifier.Width(depth));
        }
    }

    private void Below(int position, int depth, int rows)
    {
        for (int row = 0; row < rows; row++)
            _input.PutBelow(Codes(row)[(position * _depth) + depth - 1], depth - 1, row);
        _input.Head(_slot, rows, Team);
    }
}
