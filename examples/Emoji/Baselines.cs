namespace HierVQ.Examples.Emoji;

/// <summary>What a reconstruction has to beat: summaries of a picture that take no learning.</summary>
internal static class Baselines
{
    /// <summary>The picture brought down to cells x cells areas, each shown in its mean colour. One cell is the mean colour of all.</summary>
    public static byte[] Blocks(byte[] rgb, int cells)
    {
        int side = Pictures.Size / cells;
        var result = new byte[rgb.Length];
        for (int cell = 0; cell < cells * cells; cell++)
        {
            int top = cell / cells * side, left = cell % cells * side;
            for (int channel = 0; channel < 3; channel++)
            {
                int sum = 0;
                foreach (int place in Places(top, left, side))
                    sum += rgb[place + channel];
                byte mean = (byte)Math.Round((double)sum / (side * side));
                foreach (int place in Places(top, left, side))
                    result[place + channel] = mean;
            }
        }
        return result;
    }

    private static IEnumerable<int> Places(int top, int left, int side)
    {
        for (int y = top; y < top + side; y++)
        {
            for (int x = left; x < left + side; x++)
                yield return 3 * (y * Pictures.Size + x);
        }
    }
}
