using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>Samples from an <see cref="HqTransformer"/> on the CPU with own kernels: the same network, a position of a top code at a time.</summary>
internal sealed unsafe class HqDecoder : KernelSampler
{
    private readonly IReadOnlyList<HeadDraw> _draws;
    private readonly RowCodes _codes;
    private readonly int _width;
    private readonly int _startLength; // P
    private readonly StartDecoder _start;
    private readonly EmbeddingDecoder _embedding;
    private readonly DecodeStack _blocks;
    private readonly DecodeNorm _norm;
    private readonly HeadDecoder _head;
    private readonly AlignedBuffer _x; // (rows, P, d)
    private readonly AlignedBuffer _hidden; // (rows, d)

    /// <param name="prior">The network; its weights are copied.</param>
    /// <param name="parts">The parts of it.</param>
    /// <param name="options">Rows at once.</param>
    /// <param name="packing">How weights are kept.</param>
    public HqDecoder(HqTransformer prior, HqParts parts, SamplerOptions options, LinearPacking packing)
        : base(prior.Layout, parts.Condition, HqOrder.Of(prior.Layout, parts), options)
    {
        using DisposeScope scope = NewDisposeScope(); // views of the tables
        _draws = HeadDraw.Of(parts.Head.Head);
        _codes = Codes;
        _width = ((HqTransformerOptions)prior.Options).Width;
        _startLength = parts.Start.Length;
        _start = new StartDecoder(parts.Start, _width);
        _embedding = parts.Embedding.Decoder(parts.Pyramids, packing, MaxRows);
        _blocks = new DecodeStack(parts.Blocks, packing, MaxRows, mostSlots: _startLength, positions: _startLength - 1 + parts.Pyramids.Positions);
        _norm = DecodeNorm.Pack(parts.Norm);
        int mostLogits = _draws.Max(draw => draw.Count * prior.Layout[draw.Level].CodebookSize);
        _head = new HeadDecoder(parts.Head, parts.Pyramids, mostLogits, packing, MaxRows);
        _x = new AlignedBuffer((long)MaxRows * _startLength * _width);
        _hidden = new AlignedBuffer((long)MaxRows * _width);
    }

    protected override void Begin(int rows)
    {
        for (int row = 0; row < rows; row++)
            _start.Put(Condition(row), _x.Span((long)row * _startLength * _width, _startLength * _width));
    }

    protected override void Step(int step, int rows)
    {
        int slots = step == 0 ? _startLength : 1;
        if (step > 0)
            _embedding.Embed(_codes, rows, step - 1, _x.Pointer, Team);
        _blocks.Forward(_x.Pointer, rows, slots, step == 0 ? 0 : _startLength - 1 + step, Team);
        if (!WantedFrom(0))
            return;
        for (int row = 0; row < rows; row++) // the last vector of each
            _norm.Forward(_x.Pointer + ((((long)row + 1) * slots) - 1) * _width, _hidden.Pointer + ((long)row * _width), 1);
        int group = -1;
        for (int draw = 0; draw < _draws.Count && WantedFrom(draw); draw++)
        {
            if (_draws[draw].Group != group)
                _head.Run(group = _draws[draw].Group, _hidden.Pointer, _codes, rows, step, Team);
            if (Wanted(draw))
                Draw(draw, _head.Logits(_draws[draw], rows, Team), _head.Codes(_draws[draw].Level));
        }
    }

    protected override void DisposeMemory()
    {
        _embedding.Dispose();
        _blocks.Dispose();
        _head.Dispose();
        _x.Dispose();
        _hidden.Dispose();
    }
}
