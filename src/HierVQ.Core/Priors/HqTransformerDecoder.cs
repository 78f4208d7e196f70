using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// Samples from an HQ-Transformer on the CPU with kernels of our own, which sum every product of a row in a fixed order: what a row draws is the
/// same, bit for bit, alone or in any batch. The network is that of <see cref="HqTransformer"/>, a position at a time.
/// </summary>
internal sealed unsafe class HqTransformerDecoder : ICodeSampler
{
    private const int Below = LocalPyramids.Below;
    private const int MostThreads = 16;
    private readonly CodeLayout _layout;
    private readonly LocalPyramids _pyramids;
    private readonly Condition _condition;
    private readonly int _maxBatch;
    private readonly HqDecodeInput _input;
    private readonly float[] _starts; // (classes, and one for none, d)
    private readonly DecodeBlock[] _blocks;
    private readonly DecodeNorm _norm;
    private readonly float[] _headTopTokens; // (K, d)
    private readonly float[] _headPositions; // (5, d)
    private readonly float[] _headStart; // (d)
    private readonly DecodeBlock[] _headBlocks;
    private readonly DecodeNorm _topNorm;
    private readonly DecodeNorm _bottomNorm;
    private readonly PackedLinear _topHead;
    private readonly PackedLinear _bottomHead;
    private readonly KeyValueCache _cache;
    private readonly KeyValueCache _headCache;
    private readonly DecodeWorkspace _work;
    private readonly AlignedBuffer _x; // (batch, d)
    private readonly AlignedBuffer _slots; // (batch, 4, d)
    private readonly AlignedBuffer _logits; // (batch, 4, K)
    private readonly CodeDraw _draw;
    private bool _disposed;

    /// <param name="prior">The network; its weights are copied.</param>
    /// <param name="weights">The parts of it that are not shared layers.</param>
    /// <param name="maxBatch">Rows at once.</param>
    /// <param name="kernel">The kernel of linear products.</param>
    public HqTransformerDecoder(HqTransformer prior, HqTransformerParts weights, int maxBatch, LinearKernel kernel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        using DisposeScope scope = NewDisposeScope(); // views of the tables
        var options = (HqTransformerOptions)prior.Options;
        (_layout, _pyramids, _condition, _maxBatch) = (prior.Layout, weights.Pyramids, weights.Condition, maxBatch);
        int d = options.Width, heads = options.Heads, rows = maxBatch * (Below + 1);
        _starts = TensorFloats.Copy(weights.Condition.Vectors);
        _input = new HqDecodeInput(options, weights, maxBatch, kernel);
        _blocks = [.. weights.Blocks.Select(block => DecodeBlock.Pack(block, kernel))];
        _norm = DecodeNorm.Pack(weights.Norm);
        _headTopTokens = TensorFloats.Copy(weights.HeadTopTokens.Weight);
        _headPositions = TensorFloats.Copy(weights.HeadPositions.Weight);
        _headStart = TensorFloats.Copy(weights.HeadStart);
        _headBlocks = [.. weights.HeadBlocks.Select(block => DecodeBlock.Pack(block, kernel))];
        _topNorm = DecodeNorm.Pack(weights.TopNorm);
        _bottomNorm = DecodeNorm.Pack(weights.BottomNorm);
        _topHead = PackedLinear.Pack(weights.TopHead, kernel);
        _bottomHead = PackedLinear.Pack(weights.BottomHead, kernel);
        _cache = new KeyValueCache(_blocks.Length, maxBatch, heads, d / heads, _pyramids.Positions);
        _headCache = new KeyValueCache(_headBlocks.Length, maxBatch, heads, d / heads, Below + 1);
        _work = new DecodeWorkspace(rows, d);
        _x = new AlignedBuffer((long)maxBatch * d);
        _slots = new AlignedBuffer((long)maxBatch * Below * d);
        _logits = new AlignedBuffer((long)maxBatch * Below * _layout.MaxCodebookSize);
        _draw = new CodeDraw(Below) { TotalCodes = _layout.TotalCodes };
    }

    /// <inheritdoc/>
    public void Sample(Span<int> codes, ReadOnlySpan<int> classes, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        Span<float> logProbabilities = default, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int rows = SamplingRequest.Check(codes, classes, seeds, options, logProbabilities, _layout, _condition);
        using var team = new WorkTeam(Math.Min(Environment.ProcessorCount, MostThreads));
        _work.Team = team;
        for (int first = 0; first < rows; first += _maxBatch)
        {
            int count = Math.Min(_maxBatch, rows - first);
            int start = first * _layout.TotalCodes, length = count * _layout.TotalCodes;
            fixed (int* batch = codes.Slice(start, length))
            fixed (ulong* seed = seeds.Slice(first, count))
            fixed (float* logs = logProbabilities.IsEmpty ? default : logProbabilities.Slice(start, length))
            {
                _draw.Codes = batch;
                _draw.Seeds = seed;
                _draw.LogProbabilities = logs;
                SampleBatch(codes.Slice(start, length), classes.IsEmpty ? [] : classes.Slice(first, count), count, options,
                    done => progress?.Report((first * _pyramids.Positions) + (done * count)), cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _input.Dispose();
        foreach (DecodeBlock block in (DecodeBlock[])[.. _blocks, .. _headBlocks])
            block.Dispose();
        _topHead.Dispose();
        _bottomHead.Dispose();
        _cache.Dispose();
        _headCache.Dispose();
        _work.Dispose();
        _x.Dispose();
        _slots.Dispose();
        _logits.Dispose();
    }

    private void SampleBatch(ReadOnlySpan<int> codes, ReadOnlySpan<int> classes, int rows, SamplingOptions options, Action<int> report, CancellationToken cancellationToken)
    {
        var plan = new HolePlan(codes, rows, _pyramids, _draw.LogProbabilities is not null);
        for (int position = 0; position < plan.Positions; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (position == 0)
                Start(classes, rows);
            else
                _input.Embed(codes, rows, position - 1, _x.Pointer, _work);
            for (int layer = 0; layer < _blocks.Length; layer++)
                _blocks[layer].Forward(_x.Pointer, rows, 1, position, _cache, layer, _work);
            if (plan.Top(position) || plan.Bottom(position))
                DrawPyramid(codes, rows, position, plan, options);
            report(position + 1);
        }
        if (plan.Positions < _pyramids.Positions)
            report(_pyramids.Positions);
    }

    /// <summary>The head: slot 0 gives the top code, and the slots that know it give the four bottom codes.</summary>
    private void DrawPyramid(ReadOnlySpan<int> codes, int rows, int position, HolePlan plan, SamplingOptions options)
    {
        int d = _headStart.Length;
        _norm.Forward(_x.Pointer, _slots.Pointer, rows);
        for (int row = 0; row < rows; row++)
            VectorMath.Add(_headStart, _slots.Span((long)row * d, d));
        RunHead(rows, slots: 1, position: 0);
        if (plan.Top(position))
        {
            _draw.Indices[0] = position;
            DrawCodes(_topNorm, _topHead, rows, slots: 1, LogitFilter.OfLevel(options, 0));
        }
        if (!plan.Bottom(position))
            return;
        for (int row = 0; row < rows; row++)
        {
            int top = codes[(row * _layout.TotalCodes) + position];
            for (int slot = 0; slot < Below; slot++)
            {
                Span<float> x = _slots.Span((((long)row * Below) + slot) * d, d);
                _headTopTokens.AsSpan(top * d, d).CopyTo(x);
                VectorMath.Add(_headPositions.AsSpan(slot * d, d), x);
            }
        }
        RunHead(rows, Below, position: 1);
        for (int slot = 0; slot < Below; slot++)
            _draw.Indices[slot] = _pyramids.BottomIndex(position, slot);
        DrawCodes(_bottomNorm, _bottomHead, rows, Below, LogitFilter.OfLevel(options, 1));
    }

    private void RunHead(int rows, int slots, int position)
    {
        for (int layer = 0; layer < _headBlocks.Length; layer++)
            _headBlocks[layer].Forward(_slots.Pointer, rows, slots, position, _headCache, layer, _work);
    }

    private void DrawCodes(DecodeNorm norm, PackedLinear head, int rows, int slots, LogitFilter filter)
    {
        norm.Forward(_slots.Pointer, _work.Normal, rows * slots);
        head.Multiply(_work.Normal, _logits.Pointer, rows * slots, Finish.Store, _work.Team);
        _draw.Draw(_logits.Pointer, head.Outputs, rows, slots, filter, _work.Team);
    }

    private void Start(ReadOnlySpan<int> classes, int rows)
    {
        int d = _headStart.Length;
        for (int row = 0; row < rows; row++)
            _starts.AsSpan(_condition.Row(classes.IsEmpty ? -1 : classes[row]) * d, d).CopyTo(_x.Span((long)row * d, d));
    }
}
