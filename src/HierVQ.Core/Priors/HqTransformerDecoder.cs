using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>Samples from an HQ-Transformer on the CPU: the network of <see cref="HqTransformer"/>, a position at a time.</summary>
internal sealed unsafe class HqTransformerDecoder : KernelSampler
{
    private const int Below = LocalPyramids.Below;
    private const int Top = 0;
    private const int Bottom = 1;
    private readonly HqDecodeInput _input;
    private readonly float[] _starts; // (classes, and one for none, d)
    private readonly DecodeStack _blocks;
    private readonly DecodeNorm _norm;
    private readonly float[] _headTopTokens; // (K, d)
    private readonly float[] _headPositions; // (5, d)
    private readonly float[] _headStart; // (d)
    private readonly DecodeStack _headBlocks;
    private readonly DecodeNorm _topNorm;
    private readonly DecodeNorm _bottomNorm;
    private readonly RowLinear _topHead;
    private readonly RowLinear _bottomHead;
    private readonly AlignedBuffer _x; // (rows, d)
    private readonly AlignedBuffer _slots; // (rows, 4, d)
    private readonly AlignedBuffer _normal; // (rows, 4, d)
    private readonly AlignedBuffer _logits; // (rows, 4, K)

    /// <param name="prior">The network; its weights are copied.</param>
    /// <param name="weights">The parts of it that are not shared layers.</param>
    /// <param name="options">Rows at once.</param>
    /// <param name="packing">How weights are kept.</param>
    public HqTransformerDecoder(HqTransformer prior, HqTransformerParts weights, SamplerOptions options, LinearPacking packing)
        : base(prior.Layout, weights.Condition, weights.Pyramids.Order(prior.Layout), options)
    {
        using DisposeScope scope = NewDisposeScope(); // views of the tables
        var shape = (HqTransformerOptions)prior.Options;
        int d = shape.Width;
        _starts = TensorFloats.Copy(weights.Start.Vectors);
        _input = new HqDecodeInput(shape, weights, MaxRows, packing);
        _blocks = new DecodeStack(weights.Blocks, packing, MaxRows, 1, weights.Pyramids.Positions);
        _norm = DecodeNorm.Pack(weights.Norm);
        _headTopTokens = TensorFloats.Copy(weights.HeadTopTokens.Weight);
        _headPositions = TensorFloats.Copy(weights.HeadPositions.Weight);
        _headStart = TensorFloats.Copy(weights.HeadStart);
        _headBlocks = new DecodeStack(weights.HeadBlocks, packing, MaxRows, Below, Below + 1);
        _topNorm = DecodeNorm.Pack(weights.TopNorm);
        _bottomNorm = DecodeNorm.Pack(weights.BottomNorm);
        _topHead = packing.Pack(weights.TopHead);
        _bottomHead = packing.Pack(weights.BottomHead);
        _x = new AlignedBuffer((long)MaxRows * d);
        _slots = new AlignedBuffer((long)MaxRows * Below * d);
        _normal = new AlignedBuffer((long)MaxRows * Below * d);
        _logits = new AlignedBuffer((long)MaxRows * Below * prior.Layout.MaxCodebookSize);
    }

    /// <inheritdoc/>
    protected override void DisposeMemory()
    {
        _input.Dispose();
        _blocks.Dispose();
        _headBlocks.Dispose();
        _topHead.Dispose();
        _bottomHead.Dispose();
        _x.Dispose();
        _slots.Dispose();
        _normal.Dispose();
        _logits.Dispose();
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
        _blocks.Forward(_x.Pointer, rows, slots: 1, step, Team);
        if (WantedFrom(Top))
            DrawPyramid(step, rows);
    }

    private void Embed(int position, int rows)
    {
        for (int row = 0; row < rows; row++)
            _input.Embed(Codes(row), position, row, _x.Pointer);
        _input.Finish(rows, _x.Pointer, Team);
    }

    /// <summary>The head: slot 0 gives the top code, and the slots that know it give the four bottom codes.</summary>
    private void DrawPyramid(int position, int rows)
    {
        int d = _headStart.Length;
        _norm.Forward(_x.Pointer, _slots.Pointer, rows);
        for (int row = 0; row < rows; row++)
            VectorMath.Add(_headStart, _slots.Span((long)row * d, d));
        _headBlocks.Forward(_slots.Pointer, rows, slots: 1, position: 0, Team);
        if (Wanted(Top))
            DrawCodes(Top, _topNorm, _topHead, rows);
        if (!Wanted(Bottom))
            return;
        for (int row = 0; row < rows; row++)
        {
            int top = Codes(row)[position];
            for (int slot = 0; slot < Below; slot++)
            {
                Span<float> x = _slots.Span((((long)row * Below) + slot) * d, d);
                _headTopTokens.AsSpan(top * d, d).CopyTo(x);
                VectorMath.Add(_headPositions.AsSpan(slot * d, d), x);
            }
        }
        _headBlocks.Forward(_slots.Pointer, rows, Below, position: 1, Team, causal: false);
        DrawCodes(Bottom, _bottomNorm, _bottomHead, rows * Below);
    }

    private void DrawCodes(int draw, DecodeNorm norm, RowLinear head, int slots)
    {
        norm.Forward(_slots.Pointer, _normal.Pointer, slots);
        head.Multiply(_normal.Pointer, _logits.Pointer, slots, Finish.Store, Team);
        Draw(draw, _logits.Pointer, head.Outputs);
    }

    private void Start(int rows)
    {
        int d = _headStart.Length;
        for (int row = 0; row < rows; row++)
        {
            int entry = Condition(row).IsEmpty ? 0 : Condition(row)[0];
            _starts.AsSpan(entry * d, d).CopyTo(_x.Span((long)row * d, d));
        }
    }
}
