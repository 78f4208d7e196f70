using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling;

/// <summary>
/// Draws on the CPU with kernels of our own, which sum every product of a row in a fixed order: what a row draws is the same, bit for bit, alone or
/// in any batch. The derived class runs a prior's network, a step at a time, on network rows: those of the batch and, with guidance, the same ones
/// again without their condition.
/// </summary>
internal abstract unsafe class KernelSampler : ICodeSampler
{
    private const int MostThreads = 16;
    private readonly CodeLayout _layout;
    private readonly ConditionInput _condition;
    private readonly DecodeOrder _order;
    private readonly int[] _entries; // (network rows, length of the condition)
    private readonly CodeDraw _draw;
    private readonly int _threads;
    private int* _codes;
    private int _rows;
    private int _step;
    private DecodePlan _plan = null!;
    private SamplingOptions _options = null!;
    private bool _disposed;

    /// <param name="layout">The codes.</param>
    /// <param name="condition">What the prior is told.</param>
    /// <param name="order">The order in which it draws.</param>
    /// <param name="options">Rows at once, and threads.</param>
    protected KernelSampler(CodeLayout layout, ConditionInput condition, DecodeOrder order, SamplerOptions options)
    {
        options.Validate();
        (_layout, _condition, _order) = (layout, condition, order);
        _threads = options.Threads > 0 ? options.Threads : Math.Min(Environment.ProcessorCount, MostThreads);
        MaxRows = condition.CanGuide ? Math.Max(2, options.MaxBatch) : options.MaxBatch;
        _entries = new int[MaxRows * condition.Shape.Length];
        _draw = new CodeDraw(order.MostCodes) { TotalCodes = layout.TotalCodes };
    }

    /// <summary>The most network rows at once.</summary>
    protected int MaxRows { get; }

    /// <summary>The threads of the run in progress.</summary>
    protected WorkTeam Team { get; private set; } = new(threads: 1);

    /// <inheritdoc/>
    public void Sample(Span<int> codes, ReadOnlySpan<int> conditions, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        Span<float> logProbabilities = default, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int rows = SamplingRequest.Check(codes, conditions, seeds, options, logProbabilities, _layout, _condition, _order);
        int total = _layout.TotalCodes, length = _condition.Shape.Length, most = options.IsGuided ? MaxRows / 2 : MaxRows;
        using var team = new WorkTeam(_threads);
        (Team, _options) = (team, options);
        for (int first = 0; first < rows; first += most)
        {
            _rows = Math.Min(most, rows - first);
            fixed (int* batch = codes.Slice(first * total, _rows * total))
            fixed (ulong* seed = seeds.Slice(first, _rows))
            fixed (float* logs = logProbabilities.IsEmpty ? default : logProbabilities.Slice(first * total, _rows * total))
            {
                _codes = batch;
                _draw.Begin(batch, seed, logs, _rows, guided: options.IsGuided);
                PutConditions(conditions.IsEmpty ? [] : conditions.Slice(first * length, _rows * length), options.IsGuided);
                _plan = new DecodePlan(_order, new ReadOnlySpan<int>(batch, _rows * total), _rows, everything: logs is not null);
                Run(options.IsGuided ? 2 * _rows : _rows, first * total, progress, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        DisposeMemory();
    }

    /// <summary>Begins a batch: nothing of the one before counts any more.</summary>
    /// <param name="rows">Network rows.</param>
    protected abstract void Begin(int rows);

    /// <summary>Runs the main network over a step, and draws what is wanted.</summary>
    /// <param name="step">The step; every one before has been run.</param>
    /// <param name="rows">Network rows.</param>
    protected abstract void Step(int step, int rows);

    /// <summary>Frees what the derived class owns.</summary>
    protected abstract void DisposeMemory();

    /// <summary>The condition of a network row, as entries of the prior's tables.</summary>
    protected ReadOnlySpan<int> Condition(int row) => _entries.AsSpan(row * _condition.Shape.Length, _condition.Shape.Length);

    /// <summary>The codes of a network row so far, -1 for holes.</summary>
    protected ReadOnlySpan<int> Codes(int row) => new(_codes + ((long)(row % _rows) * _layout.TotalCodes), _layout.TotalCodes);

    /// <summary>Whether the logits of a draw of this step are needed.</summary>
    protected bool Wanted(int draw) => _plan.Wanted(_step, draw);

    /// <summary>Whether the logits of a draw of this step, or of a later one, are needed.</summary>
    protected bool WantedFrom(int draw) => _plan.WantedFrom(_step, draw);

    /// <summary>Draws the codes of one of the step's draws where there are holes.</summary>
    /// <param name="draw">Which of the step's draws.</param>
    /// <param name="logits">Of each network row the logits of its codes, one code after the other; overwritten.</param>
    /// <param name="width">Logits of a code.</param>
    protected void Draw(int draw, float* logits, int width)
    {
        DecodeDraw codes = _order[_step][draw];
        _draw.Draw(logits, width, codes.Indices, LogitFilter.OfLevel(_options, codes.Setting), _options.Guidance[codes.Setting], Team);
    }

    private void Run(int networkRows, int done, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        Begin(networkRows);
        int drawn = 0;
        for (_step = 0; _step < _plan.Steps; _step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step(_step, networkRows);
            drawn += _order[_step].Sum(draw => draw.Indices.Length);
            progress?.Report(done + (drawn * _rows));
        }
        if (_plan.Steps < _order.Count)
            progress?.Report(done + (_layout.TotalCodes * _rows));
    }

    private void PutConditions(ReadOnlySpan<int> conditions, bool guided)
    {
        int length = _condition.Shape.Length;
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<int> condition = conditions.IsEmpty ? [] : conditions.Slice(row * length, length);
            _condition.Row(condition, _entries.AsSpan(row * length, length));
            if (guided)
                _condition.Row(condition, _entries.AsSpan((_rows + row) * length, length), without: true);
        }
    }
}
