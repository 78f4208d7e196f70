using System.Buffers;

namespace HierVQ.Sampling.Kernels;

/// <summary>Draws codes from rows of logits where there are holes, and notes log-probabilities. Every row is by itself. One call at a time.</summary>
internal sealed unsafe class CodeDraw : IPieceWork
{
    private readonly int[] _indices;
    private float* _logits;
    private int _width;
    private int _slots;
    private LogitFilter _filter;

    /// <param name="mostSlots">The most codes of a row that are drawn at once.</param>
    public CodeDraw(int mostSlots) => _indices = new int[mostSlots];

    /// <summary>The codes of all rows.</summary>
    public int* Codes { get; set; }

    /// <summary>The log-probabilities of all rows, or null.</summary>
    public float* LogProbabilities { get; set; }

    /// <summary>The seeds of all rows.</summary>
    public ulong* Seeds { get; set; }

    /// <summary>Codes of a row.</summary>
    public required int TotalCodes { get; init; }

    /// <summary>Where in a row the codes are that the next draw is for.</summary>
    public Span<int> Indices => _indices;

    /// <summary>Draws one code for each row of logits.</summary>
    /// <param name="logits">Logits, overwritten; the slots of a row lie one after the other.</param>
    /// <param name="width">Logits of a code.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="slots">Codes of a row, at the first <see cref="Indices"/>.</param>
    /// <param name="filter">The level's filter.</param>
    /// <param name="team">Who shares the work.</param>
    public void Draw(float* logits, int width, int rows, int slots, LogitFilter filter, WorkTeam team)
    {
        _logits = logits;
        _width = width;
        _slots = slots;
        _filter = filter;
        team.Run(this, rows * slots);
    }

    void IPieceWork.Run(int piece)
    {
        int row = piece / _slots, index = _indices[piece % _slots];
        long at = ((long)row * TotalCodes) + index;
        var logits = new Span<float>(_logits + ((long)piece * _width), _width);
        float logSum = LogProbabilities is null ? 0 : VectorMath.LogSumExp(logits);
        if (Codes[at] < 0)
        {
            float uniform = new RowGenerator(Seeds[row]).Uniform(index);
            if (LogProbabilities is null)
            {
                _filter.Apply(logits);
                Codes[at] = LogitFilter.Draw(logits, uniform);
            }
            else
            {
                float[] copy = ArrayPool<float>.Shared.Rent(_width);
                Span<float> probabilities = copy.AsSpan(0, _width);
                logits.CopyTo(probabilities);
                _filter.Apply(probabilities);
                Codes[at] = LogitFilter.Draw(probabilities, uniform);
                ArrayPool<float>.Shared.Return(copy);
            }
        }
        if (LogProbabilities is not null)
            LogProbabilities[at] = logits[Codes[at]] - logSum;
    }
}
