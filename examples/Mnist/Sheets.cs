using HierVQ.Images;

namespace HierVQ.Examples.Mnist;

/// <summary>The pictures of the report as PNG sheets.</summary>
internal static class Sheets
{
    private const int Columns = 20;

    /// <summary>All sheets, by the names of their files.</summary>
    /// <param name="set">Real digits.</param>
    /// <param name="back">The test digits through the tokenizer.</param>
    /// <param name="drawn">Drawn digits.</param>
    /// <param name="nearest">For each of them the place of the nearest training digit.</param>
    public static IReadOnlyDictionary<string, byte[]> Of(MnistSet set, IReadOnlyList<Digit> back, SeenDigits drawn, int[] nearest) => new Dictionary<string, byte[]>
    {
        ["drawn"] = Rows(Enumerable.Range(0, 10).Select(value => drawn.Digits.Where(digit => digit.Value == value))),
        ["real"] = Rows(Enumerable.Range(0, 10).Select(value => set.Test.Where(digit => digit.Value == value))),
        ["reconstructed"] = Rows([set.Test, back, set.Test.Skip(Columns), back.Skip(Columns)]),
        ["nearest"] = Rows(Pairs(drawn, set.Training, nearest)),
        ["misread"] = Rows(Enumerable.Range(0, 10).Select(value => drawn.Digits.Where((digit, place) => digit.Value == value && drawn.ReadOf(place) != value))),
    };

    // Two of each value: drawn above, the nearest of the training digits below.
    private static IEnumerable<IEnumerable<Digit>> Pairs(SeenDigits drawn, IReadOnlyList<Digit> training, int[] nearest)
    {
        int[] places = [.. Enumerable.Range(0, 10).SelectMany(value => drawn.Digits.Index().Where(digit => digit.Item.Value == value).Take(Columns / 10).Select(digit => digit.Index))];
        yield return places.Select(place => drawn.Digits[place]);
        yield return places.Select(place => training[nearest[place]]);
    }

    private static byte[] Rows(IEnumerable<IEnumerable<Digit>> rows)
    {
        var grid = new ImageGrid(Digit.Size, Digit.Size, Columns) { Magnification = 2, Spacing = 1 };
        var paper = new Digit(0, new byte[Digit.Size * Digit.Size]);
        foreach (IEnumerable<Digit> row in rows)
        {
            foreach (Digit digit in row.Concat(Enumerable.Repeat(paper, Columns)).Take(Columns))
                grid.Add(digit.ToRgb());
        }
        return grid.ToPng();
    }
}
