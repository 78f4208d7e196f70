using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>
/// Samples from an RQ-Transformer on the CPU with own kernels: the body once a position, the head once a code, with a cache that begins anew at every
/// position. What is known (the condition, given codes) waits until a code is asked for and goes through the body together.
/// </summary>
internal sealed unsafe class RqDecoder : KernelSampler
{
    // Places of a row that go through together: enough to read weights seldom, few enough to stay in the cache.
    private const int MostTogether = 32;
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
    private readonly int _together;
    private readonly AlignedBuffer _x; // (rows, places at once, d)
    private readonly AlignedBuffer _slot; // (rows, d)
    private int _read; // places that went through the body

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
        int places = _places - 1 + (prior.Layout.TotalCodes / _depth);
        _together = Math.Min(places, MostTogether);
        _input = new RqDecodeInput(shape, parts, _depth, MaxRows * _together, packing);
        _classifier = new RqDecodeClassifier(parts.Classifier, parts.Sizes, MaxRows, packing);
        _body = new DecodeStack(parts.Body.Blocks, packing, MaxRows, mostSlots: _together, positions: places);
        _head = new DecodeStack(parts.Head.Blocks, packing, MaxRows, mostSlots: 1, positions: _depth);
        _x = new AlignedBuffer((long)MaxRows * _together * _width);
        _slot = new AlignedBuffer((long)MaxRows * _width);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        _input.Dispose();
        _classifier.Dispose();
        _body.Dispose();
        _head.Dispose();
        _x.Dispose();
        _slot.Dispose();
    }

    /// <inheritdoc/>
    protected override void Begin(int rows) => _read = 0; // place 0 overwrites what the caches hold

    /// <inheritdoc/>
    protected override void Step(int step, int rows)
    {
        if (!WantedFrom(0))
            return;
        Read(_places + step, rows);
        for (int depth = 0; depth < _depth && WantedFrom(depth); depth++)
        {
            if (depth > 0)
                Below(step, depth, rows);
            for (int row = 0; row < rows; row++)
                VectorMath.Add(_depthPositions.AsSpan(depth * _width, _width), _slot.Span((long)row * _width, _width));
            _head.Forward(_slot.Pointer, rows, slots: 1, depth, Team);
            if (Wanted(depth))
                Draw(depth, _classifier.Logits(_slot.Pointer, rows, depth, Team), _classifier.Width(depth));
        }
    }

    // Everything before a place that the body has not read yet; what it says at the last is what the head begins with.
    private void Read(int until, int rows)
    {
        int slots = 0;
        while (_read < until)
        {
            slots = Math.Min(_together, (_read < _places ? _places : until) - _read);
            if (_read < _places)
                PutCondition(rows, slots);
            else
                PutStacks(rows, slots);
            _body.Forward(_x.Pointer, rows, slots, _read, Team);
            _read += slots;
        }
        for (int row = 0; row < rows; row++)
            _x.Span((((long)row * slots) + slots - 1) * _width, _width).CopyTo(_slot.Span((long)row * _width, _width));
    }

    private void PutCondition(int rows, int slots)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> condition = Condition(row);
            Span<float> places = _x.Span((long)row * slots * _width, slots * _width);
            _conditionPositions.AsSpan(_read * _width, slots * _width).CopyTo(places);
            for (int slot = 0; slot < slots; slot++)
            {
                int place = _read + slot, entry = _conditionOffsets[place] + (condition.IsEmpty ? 0 : condition[place]);
                VectorMath.Add(_conditions.AsSpan(entry * _width, _width), places.Slice(slot * _width, _width));
            }
        }
    }

    private void PutStacks(int rows, int slots)
    {
        int position = _read - _places;
        for (int row = 0; row < rows; row++)
        {
            for (int slot = 0; slot < slots; slot++)
                _input.PutStack(Codes(row).Slice((position + slot) * _depth, _depth), (row * slots) + slot);
        }
        _input.Body(_x, rows, slots, position, Team);
    }

    private void Below(int position, int depth, int rows)
    {
        for (int row = 0; row < rows; row++)
            _input.PutBelow(Codes(row)[(position * _depth) + depth - 1], depth - 1, row);
        _input.Head(_slot, rows, Team);
    }
}
