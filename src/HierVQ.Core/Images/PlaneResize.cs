namespace HierVQ.Images;

/// <summary>
/// Brings squares of planes of bytes to another size: by a triangle that is as wide as the step between new pixels (bilinear upwards, and
/// downwards with no pixel left out), or by the nearest pixel where bytes are names and not amounts.
/// </summary>
internal sealed class PlaneResize
{
    private readonly int _from, _to;
    private readonly int[] _first; // of each new pixel, the first old one
    private readonly float[][] _weights; // and the weights of that and the next ones

    /// <summary>Works out the weights.</summary>
    /// <param name="from">Side of the square.</param>
    /// <param name="to">Side of what it becomes.</param>
    /// <param name="interpolates">Whether values may be mixed.</param>
    public PlaneResize(int from, int to, bool interpolates)
    {
        (_from, _to) = (from, to);
        _first = new int[to];
        _weights = new float[to][];
        double step = (double)from / to, reach = Math.Max(1, step);
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * step;
            int first = interpolates ? Math.Max(0, (int)Math.Ceiling(centre - reach - 0.5)) : (int)centre;
            int last = interpolates ? Math.Min(from - 1, (int)Math.Floor(centre + reach - 0.5)) : first;
            double[] weights = [.. Enumerable.Range(first, last - first + 1).Select(x => interpolates ? Math.Max(0, 1 - Math.Abs(x + 0.5 - centre) / reach) : 1)];
            double sum = weights.Sum();
            (_first[i], _weights[i]) = (first, [.. weights.Select(weight => (float)(weight / sum))]);
        }
    }

    /// <summary>Resizes one square.</summary>
    /// <param name="plane">The plane, from the square's first pixel on.</param>
    /// <param name="row">Bytes of a row of the plane.</param>
    /// <param name="destination">Takes to x to bytes.</param>
    public void Apply(ReadOnlySpan<byte> plane, int row, Span<byte> destination)
    {
        float[] narrow = new float[_from * _to]; // (from, to): columns are done
        for (int y = 0; y < _from; y++)
        {
            ReadOnlySpan<byte> source = plane.Slice(y * row, _from);
            for (int x = 0; x < _to; x++)
            {
                float sum = 0;
                for (int k = 0; k < _weights[x].Length; k++)
                    sum += _weights[x][k] * source[_first[x] + k];
                narrow[y * _to + x] = sum;
            }
        }
        for (int y = 0; y < _to; y++)
        {
            for (int x = 0; x < _to; x++)
            {
                float sum = 0;
                for (int k = 0; k < _weights[y].Length; k++)
                    sum += _weights[y][k] * narrow[(_first[y] + k) * _to + x];
                destination[y * _to + x] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
            }
        }
    }
}
