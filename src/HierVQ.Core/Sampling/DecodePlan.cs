namespace HierVQ.Sampling;

/// <summary>What has to be computed to fill the holes of a batch: every step up to the last hole, and draws only where a code is asked for.</summary>
internal sealed class DecodePlan
{
    private readonly bool[][] _wanted;

    /// <param name="order">The order of the prior.</param>
    /// <param name="codes">Rows of pyramids, -1 for a hole.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="everything">Whether every code is asked for, as it is where log-probabilities are.</param>
    public DecodePlan(DecodeOrder order, ReadOnlySpan<int> codes, int rows, bool everything)
    {
        int total = codes.Length / Math.Max(1, rows);
        bool[] holes = new bool[total];
        for (int i = 0; i < codes.Length; i++)
            holes[i % total] |= codes[i] < 0;
        _wanted = new bool[order.Count][];
        for (int step = 0; step < order.Count; step++)
        {
            _wanted[step] = [.. order[step].Select(draw => everything || Array.Exists(draw.Indices, index => holes[index]))];
            if (_wanted[step].Contains(true))
                Steps = step + 1;
        }
    }

    /// <summary>Steps to go through.</summary>
    public int Steps { get; }

    /// <summary>Whether the logits of a draw are needed.</summary>
    public bool Wanted(int step, int draw) => _wanted[step][draw];

    /// <summary>Whether the logits of this draw or of a later one of the step are needed.</summary>
    public bool WantedFrom(int step, int draw) => _wanted[step].AsSpan(draw).Contains(true);
}
