using System.Runtime.InteropServices;
using HierVQ.Codes;
using HierVQ.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling;

/// <summary>
/// Draws with libtorch, on any device: random numbers are drawn beforehand, codes are drawn on the device, and they are copied out once a batch.
/// The derived class runs a prior's network, a step at a time, on network rows: those of the batch and, with guidance, the same ones again without
/// their condition.
/// </summary>
internal abstract class TensorSampler : ICodeSampler
{
    private readonly CodeLayout _layout;
    private readonly ConditionInput _condition;
    private readonly DecodeOrder _order;
    private readonly Device _device;
    private readonly Tensor[][] _indices; // of each draw (1, codes) Int64, kept on the device
    private Batch _batch = null!;
    private bool _disposed;

    /// <param name="layout">The codes.</param>
    /// <param name="condition">What the prior is told.</param>
    /// <param name="order">The order in which it draws.</param>
    /// <param name="options">Rows at once.</param>
    /// <param name="device">Where the prior lives.</param>
    protected TensorSampler(CodeLayout layout, ConditionInput condition, DecodeOrder order, SamplerOptions options, Device device)
    {
        options.Validate();
        (_layout, _condition, _order, _device) = (layout, condition, order, device);
        MaxRows = condition.CanGuide ? Math.Max(2, options.MaxBatch) : options.MaxBatch;
        _indices = [.. Enumerable.Range(0, order.Count).Select(step => order[step]
            .Select(draw => tensor(draw.Indices, [1, draw.Indices.Length], ScalarType.Int64, device).DetachFromDisposeScope()).ToArray())];
    }

    /// <summary>The most network rows at once.</summary>
    protected int MaxRows { get; }

    /// <inheritdoc/>
    public void Sample(Span<int> codes, ReadOnlySpan<int> conditions, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        Span<float> logProbabilities = default, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int rows = SamplingRequest.Check(codes, conditions, seeds, options, logProbabilities, _layout, _condition, _order);
        int total = _layout.TotalCodes, length = _condition.Shape.Length, most = options.IsGuided ? MaxRows / 2 : MaxRows;
        using IDisposable noGrad = no_grad();
        for (int first = 0; first < rows; first += most)
        {
            using DisposeScope scope = NewDisposeScope();
            int count = Math.Min(most, rows - first);
            Span<int> batch = codes.Slice(first * total, count * total);
            Span<float> logs = logProbabilities.IsEmpty ? default : logProbabilities.Slice(first * total, count * total);
            _batch = new Batch(this, batch, seeds.Slice(first, count), options, !logs.IsEmpty);
            Begin(Entries(conditions.IsEmpty ? [] : conditions.Slice(first * length, count * length), count, options.IsGuided));
            Run(first * total, count, progress, cancellationToken);
            _batch.CopyOut(batch, logs);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (Tensor indices in _indices.SelectMany(step => step))
            indices.Dispose();
        DisposeMemory();
    }

    /// <summary>Begins a batch: nothing of the one before counts any more. What is made here lives until the batch's end.</summary>
    /// <param name="conditions">Entries of the prior's tables, (network rows, length of the condition) Int64.</param>
    protected abstract void Begin(Tensor conditions);

    /// <summary>Runs the main network over a step, and draws what is wanted. What is made here lives until the step's end.</summary>
    /// <param name="step">The step; every one before has been run.</param>
    protected abstract void Step(int step);

    /// <summary>Frees what the derived class owns.</summary>
    protected abstract void DisposeMemory();

    /// <summary>The codes of a draw for each network row, (network rows, codes of the draw) Int64.</summary>
    protected Tensor Codes(int step, int draw)
    {
        Tensor codes = _batch.Codes.index_select(1, _indices[step][draw].view(-1)); // (N, n)
        return _batch.Guided ? cat([codes, codes]) : codes;
    }

    /// <summary>Whether the logits of a draw of this step are needed.</summary>
    protected bool Wanted(int draw) => _batch.Plan.Wanted(_batch.Step, draw);

    /// <summary>Whether the logits of a draw of this step, or of a later one, are needed.</summary>
    protected bool WantedFrom(int draw) => _batch.Plan.WantedFrom(_batch.Step, draw);

    /// <summary>Draws the codes of one of the step's draws where there are holes.</summary>
    /// <param name="draw">Which of the step's draws.</param>
    /// <param name="logits">(network rows, codes of the draw, K).</param>
    protected void Draw(int draw, Tensor logits)
    {
        DecodeDraw codes = _order[_batch.Step][draw];
        _batch.Draw(logits, _indices[_batch.Step][draw], codes.Setting);
    }

    private void Run(int done, int rows, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        int drawn = 0;
        for (_batch.Step = 0; _batch.Step < _batch.Plan.Steps; _batch.Step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (DisposeScope scope = NewDisposeScope())
                Step(_batch.Step);
            drawn += _order[_batch.Step].Sum(draw => draw.Indices.Length);
            progress?.Report(done + (drawn * rows));
        }
        if (_batch.Plan.Steps < _order.Count)
            progress?.Report(done + (_layout.TotalCodes * rows));
    }

    private Tensor Entries(ReadOnlySpan<int> conditions, int rows, bool guided)
    {
        int length = _condition.Shape.Length;
        int[] entries = new int[(guided ? 2 : 1) * rows * length];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> condition = conditions.IsEmpty ? [] : conditions.Slice(row * length, length);
            _condition.Row(condition, entries.AsSpan(row * length, length));
            if (guided)
                _condition.Row(condition, entries.AsSpan((rows + row) * length, length), without: true);
        }
        return tensor(entries, ScalarType.Int64, _device).view(guided ? 2 * rows : rows, length);
    }

    /// <summary>One batch: its tensors live in the dispose scope around it.</summary>
    private sealed class Batch
    {
        private readonly SamplingOptions _options;
        private readonly Tensor _uniforms; // (N, total) Float64
        private readonly Tensor? _logs; // (N, total)

        public Batch(TensorSampler sampler, ReadOnlySpan<int> codes, ReadOnlySpan<ulong> seeds, SamplingOptions options, bool wantLogs)
        {
            int rows = seeds.Length, total = sampler._layout.TotalCodes;
            (_options, Guided) = (options, options.IsGuided);
            Plan = new DecodePlan(sampler._order, codes, rows, wantLogs);
            Codes = tensor(codes.ToArray(), [rows, total], ScalarType.Int64, sampler._device);
            float[] uniforms = new float[codes.Length];
            for (int i = 0; i < uniforms.Length; i++)
                uniforms[i] = new RowGenerator(seeds[i / total]).Uniform(i % total);
            _uniforms = tensor(uniforms, [rows, total], ScalarType.Float64, sampler._device);
            _logs = wantLogs ? zeros([rows, total], ScalarType.Float32, sampler._device) : null;
        }

        public DecodePlan Plan { get; }

        public bool Guided { get; }

        public int Step { get; set; }

        /// <summary>(N, total), -1 where there is a hole yet.</summary>
        public Tensor Codes { get; }

        public void Draw(Tensor logits, Tensor indices, int setting)
        {
            long rows = Codes.size(0);
            Tensor at = indices.expand(rows, -1); // (N, n)
            Tensor model = logits.narrow(0, 0, rows).flatten(0, 1); // (N n, K)
            Tensor guided = !Guided ? model : Guide(model, logits.narrow(0, rows, rows).flatten(0, 1), _options.Guidance[setting]);
            Tensor probabilities = LogitFilter.OfLevel(_options, setting).Apply(guided);
            Tensor drawn = LogitFilter.Draw(probabilities, _uniforms.gather(1, at).flatten()).view(at.shape);
            Tensor before = Codes.gather(1, at), after = where(before.lt(0), drawn, before);
            Codes.scatter_(1, at, after);
            _logs?.scatter_(1, at, model.log_softmax(1).gather(1, after.view(-1, 1)).view(at.shape));
        }

        public void CopyOut(Span<int> codes, Span<float> logProbabilities)
        {
            MemoryMarshal.Cast<byte, int>(Codes.to(ScalarType.Int32).cpu().bytes).CopyTo(codes);
            if (_logs is not null)
                MemoryMarshal.Cast<byte, float>(_logs.cpu().bytes).CopyTo(logProbabilities);
        }

        private static Tensor Guide(Tensor model, Tensor without, float scale) => without.add(model.sub(without).mul(scale));
    }
}
