namespace HierVQ.Priors;

/// <summary>What has to be computed to fill the holes of a batch: everything up to the last hole, and the head only where a code is asked for.</summary>
internal sealed class HolePlan
{
    private readonly bool[] _top;
    private readonly bool[] _bottom;

    /// <param name="codes">Rows of pyramids, -1 for a hole.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="pyramids">Their order.</param>
    /// <param name="everything">Whether every code is asked for, as it is where log-probabilities are.</param>
    public HolePlan(ReadOnlySpan<int> codes, int rows, LocalPyramids pyramids, bool everything)
    {
        int positions = pyramids.Positions, total = codes.Length / Math.Max(1, rows);
        (_top, _bottom) = (new bool[positions], new bool[positions]);
        for (int position = 0; position < positions; position++)
        {
            (_top[position], _bottom[position]) = (everything, everything);
            for (int row = 0; row < rows && !everything; row++)
            {
                ReadOnlySpan<int> pyramid = codes.Slice(row * total, total);
                _top[position] |= pyramid[position] < 0;
                for (int slot = 0; slot < LocalPyramids.Below; slot++)
                    _bottom[position] |= pyramid[pyramids.BottomIndex(position, slot)] < 0;
            }
            if (Top(position) || Bottom(position))
                Positions = position + 1;
        }
    }

    /// <summary>Positions to go through.</summary>
    public int Positions { get; }

    /// <summary>Whether the logits of the top code at a position are needed.</summary>
    public bool Top(int position) => _top[position];

    /// <summary>Whether the logits of the bottom codes at a position are needed.</summary>
    public bool Bottom(int position) => _bottom[position];
}
