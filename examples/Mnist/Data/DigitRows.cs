using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Examples.Mnist;

/// <summary>Digits as rows for ML.NET, and back from its images.</summary>
internal static class DigitRows
{
    /// <summary>Rows that are made when they are read, a few at a time.</summary>
    public static IDataView ToRows(this IEnumerable<Digit> digits, MLContext ml) => ml.Data.LoadFromEnumerable(digits.Select(digit => digit.ToRow()));

    /// <summary>The digits in a column of images.</summary>
    /// <param name="data">As many rows as there are digits.</param>
    /// <param name="column">A column of images of 32 x 32 pixels.</param>
    /// <param name="digits">What the rows say.</param>
    public static Digit[] Images(this IDataView data, string column, IReadOnlyList<Digit> digits) => [.. data.GetColumn<MLImage>(column).Zip(digits, (image, digit) =>
    {
        using (image)
            return Digit.FromPadded(digit.Value, Picture.RgbOf(image));
    })];
}
