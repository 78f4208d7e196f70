using System.Buffers;

namespace HierVQ.Sampling.Kernels;

/// <summary>Draws codes from rows of logits where there are holes, and notes log-probabilities. Every row is by itself. One call at a time.</summary>
internal sealed unsafe class CodeDraw : IPieceWork
{
    private readonly int[] _indices;
    private int* _codes;
    private float* _logProbabilities;
    private ulong* _seeds;
    private int _rows;
    private bool _guided;
    private float* _logits;
    private int _width;
    private int _slots;
    private float _guidance;
    private LogitFilter _filter;

    /// <param name="mostSlots">The most codes of a row that are drawn at once.</param>
    public CodeDraw(int mostSlots) => _indices = new int[mostSlots];

    /// <summary>Codes of a row.</summary>
    public required int TotalCodes { get; init; }

    /// <summary>The rows that the next draws are for.</summary>
    /// <param name="codes">The codes of all rows.</param>
    /// <param name="seeds">The seeds of all rows.</param>
    /// <param name="logProbabilities">The log-probabilities of all rows, or null.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="guided">Whether logits come of each row twice: of all rows, then of all again without their condition.</param>
    public void Begin(int* codes, ulong* seeds, float* logProbabilities, int rows, bool guided)
    {
        _codes = codes;
        _seeds = seeds;
        _logProbabilities = logProbabilities;
        _rows = rows;
        _guided = guided;
    }

    /// <summary>Draws one code for each row of logits.</summary>
    /// <param name="logits">Logits, overwritten; the slots of a row lie one after the other.</param>
    /// <param name="width">Logits of a code.</param>
    /// <param name="indices">Where in a row the codes are.</param>
    /// <param name="filter">The level's filter.</param>
    /// <param name="guidance">What the condition's difference is multiplied by.</param>
    /// <param name="team">Who shares the work.</param>
    public void Draw(float* logits, int width, ReadOnlySpan<int> indices, LogitFilter filter, float guidance, WorkTeam team)
    {
        indices.CopyTo(_indices);
        _logits = logits;
        _width = width;
        _slots = indices.Length;
        _filter = filter;
        _guidance = guidance;
        team.Run(this, _rows * _slots);
    }

    void IPieceWork.Run(int piece)
    {
        int row = piece / _slots, index = _indices[piece % _slots];
        long at = ((long)row * TotalCodes) + index;
        var logits = new Span<float>(_logits + ((long)piece * _width), _width);
        float logSum = _logProbabilities is null ? 0 : VectorMath.LogSumExp(logits);
        if (_codes[at] < 0)
        {
            float uniform = new RowGenerator(_seeds[row]).Uniform(index);
            if (_logProbabilities is null)
            {
                _codes[at] = Drawn(logits, piece, uniform);
            }
            else
            {
                float[] copy = ArrayPool<float>.Shared.Rent(_width);
                logits.CopyTo(copy);
                _codes[at] = Drawn(copy.AsSpan(0, _width), piece, uniform);
                ArrayPool<float>.Shared.Return(copy);
            }
        }
        if (_logProbabilities is not null)
            _logProbabilities[at] = logits[_codes[at]] - logSum;
    }

    private int Drawn(Span<float> logits, int piece, float uniform)
    {
        if (_guided)
            VectorMath.Extrapolate(new ReadOnlySpan<float>(_logits + ((long)((_rows * _slots) + piece) * _width), _width), logits, _guidance);
        _filter.Apply(logits);
        return LogitFilter.Draw(logits, uniform);
    }
}
