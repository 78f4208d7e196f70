using System.Runtime.InteropServices;
using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// Samples from an HQ-Transformer with libtorch, on any device: random numbers are drawn beforehand, codes are drawn on the device, and they are
/// copied out once a batch. Equal to the decoder within float32 rounding.
/// </summary>
internal sealed class HqTransformerTensorSampler : ICodeSampler
{
    private const int Below = LocalPyramids.Below;
    private readonly HqTransformer _prior;
    private readonly HqTransformerParts _parts;
    private readonly int _maxBatch;
    private readonly CachedBlock[] _blocks;
    private readonly CachedBlock[] _headBlocks;
    private bool _disposed;

    public HqTransformerTensorSampler(HqTransformer prior, HqTransformerParts parts, int maxBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        (_prior, _parts, _maxBatch) = (prior, parts, maxBatch);
        _blocks = [.. parts.Blocks.Select(block => new CachedBlock(block, parts.Pyramids.Positions, maxBatch))];
        _headBlocks = [.. parts.HeadBlocks.Select(block => new CachedBlock(block, Below + 1, maxBatch))];
    }

    /// <inheritdoc/>
    public void Sample(Span<int> codes, ReadOnlySpan<int> classes, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        Span<float> logProbabilities = default, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CodeLayout layout = _prior.Layout;
        int rows = SamplingRequest.Check(codes, classes, seeds, options, logProbabilities, layout, _parts.Condition);
        using IDisposable noGrad = no_grad();
        for (int first = 0; first < rows; first += _maxBatch)
        {
            using DisposeScope scope = NewDisposeScope();
            int count = Math.Min(_maxBatch, rows - first);
            int start = first * layout.TotalCodes, length = count * layout.TotalCodes;
            Span<int> batch = codes.Slice(start, length);
            var run = new Run(this, batch, classes.IsEmpty ? [] : classes.Slice(first, count), seeds.Slice(first, count), options, !logProbabilities.IsEmpty);
            for (int position = 0; position < run.Plan.Positions; position++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                run.Step(position);
                progress?.Report((first * _parts.Pyramids.Positions) + ((position + 1) * count));
            }
            if (run.Plan.Positions < _parts.Pyramids.Positions)
                progress?.Report((first + count) * _parts.Pyramids.Positions);
            run.CopyOut(batch, logProbabilities.IsEmpty ? default : logProbabilities.Slice(start, length));
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (CachedBlock block in (CachedBlock[])[.. _blocks, .. _headBlocks])
            block.Dispose();
    }

    /// <summary>One batch: its tensors live in the dispose scope around it.</summary>
    private sealed class Run
    {
        private readonly HqTransformerTensorSampler _sampler;
        private readonly HqTransformerParts _parts;
        private readonly LogitFilter _topFilter;
        private readonly LogitFilter _bottomFilter;
        private readonly Tensor _start; // (1, N, d)
        private readonly Tensor _positions; // (T, d)
        private readonly Tensor _top; // (T, N), -1 where there is a hole yet
        private readonly Tensor _bottom; // (4, T, N)
        private readonly Tensor _topUniforms; // (T, N)
        private readonly Tensor _bottomUniforms; // (4, T, N)
        private readonly Tensor? _topLogs; // (T, N)
        private readonly Tensor? _bottomLogs; // (4, T, N)

        public Run(HqTransformerTensorSampler sampler, ReadOnlySpan<int> codes, ReadOnlySpan<int> classes, ReadOnlySpan<ulong> seeds, SamplingOptions options, bool wantLogs)
        {
            (_sampler, _parts) = (sampler, sampler._parts);
            Device device = sampler._prior.Device;
            int rows = seeds.Length, total = sampler._prior.Layout.TotalCodes;
            Plan = new HolePlan(codes, rows, _parts.Pyramids, wantLogs);
            (_topFilter, _bottomFilter) = (LogitFilter.OfLevel(options, 0), LogitFilter.OfLevel(options, 1));
            Tensor? labels = classes.IsEmpty ? null : tensor(classes.ToArray(), ScalarType.Int64, device);
            _start = _parts.Condition.Start(labels, rows);
            _positions = _parts.Positions.Vectors;
            (_top, _bottom) = _parts.Pyramids.Split(tensor(codes.ToArray(), [rows, total], ScalarType.Int64, device));
            var uniforms = new float[codes.Length];
            for (int i = 0; i < uniforms.Length; i++)
                uniforms[i] = new RowGenerator(seeds[i / total]).Uniform(i % total);
            (_topUniforms, _bottomUniforms) = _parts.Pyramids.Split(tensor(uniforms, [rows, total], ScalarType.Float64, device));
            if (wantLogs)
                (_topLogs, _bottomLogs) = (zeros_like(_top, ScalarType.Float32), zeros_like(_bottom, ScalarType.Float32));
        }

        public HolePlan Plan { get; }

        public void Step(int position)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor x = position == 0 ? _start : _sampler._prior.Embed(_top.narrow(0, position - 1, 1), _bottom.narrow(1, position - 1, 1),
                _positions.narrow(0, position - 1, 1), train: false); // (1, N, d)
            foreach (CachedBlock block in _sampler._blocks)
                x = block.Forward(x, position);
            if (!Plan.Top(position) && !Plan.Bottom(position))
                return;
            Tensor first = _parts.Norm.call(x).add(_parts.HeadStart);
            foreach (CachedBlock block in _sampler._headBlocks)
                first = block.Forward(first, 0);
            Tensor top = _top.narrow(0, position, 1);
            if (Plan.Top(position))
                Draw(_parts.TopHead.call(_parts.TopNorm.call(first.squeeze(0))), top, _topUniforms.narrow(0, position, 1), _topFilter, _topLogs?.narrow(0, position, 1));
            if (!Plan.Bottom(position))
                return;
            Tensor slots = _sampler._prior.HeadSlots(top.flatten()); // (4, N, d)
            foreach (CachedBlock block in _sampler._headBlocks)
                slots = block.Forward(slots, 1);
            Draw(_parts.BottomHead.call(_parts.BottomNorm.call(slots.flatten(0, 1))), _bottom.narrow(1, position, 1), _bottomUniforms.narrow(1, position, 1),
                _bottomFilter, _bottomLogs?.narrow(1, position, 1));
        }

        public void CopyOut(Span<int> codes, Span<float> logProbabilities)
        {
            MemoryMarshal.Cast<byte, int>(_parts.Pyramids.Join(_top, _bottom).to(ScalarType.Int32).cpu().bytes).CopyTo(codes);
            if (_topLogs is not null)
                MemoryMarshal.Cast<byte, float>(_parts.Pyramids.Join(_topLogs, _bottomLogs!).cpu().bytes).CopyTo(logProbabilities);
        }

        /// <summary>Fills the holes among <paramref name="codes"/>, views of any shape with as many codes as there are rows of logits.</summary>
        private static void Draw(Tensor logits, Tensor codes, Tensor uniforms, LogitFilter filter, Tensor? logs)
        {
            Tensor drawn = LogitFilter.Draw(filter.Apply(logits), uniforms.flatten()).view(codes.shape);
            codes.copy_(where(codes.lt(0), drawn, codes));
            logs?.copy_(logits.log_softmax(1).gather(1, codes.reshape(-1, 1)).view(codes.shape));
        }
    }
}
