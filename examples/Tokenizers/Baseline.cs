namespace HierVQ.Examples.Tokenizers;

/// <summary>The held-out pictures brought down to a few areas of one colour each: what learned codes must beat.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Bits">Bits a picture.</param>
/// <param name="Psnr">Mean of the pictures' PSNR, decibels.</param>
internal sealed record Baseline(string Title, double Bits, double Psnr)
{
    private const int Cells = 8, BitsPerColour = 24;

    /// <summary>Measures it.</summary>
    public static Baseline Of(IReadOnlyList<Picture> pictures) => new(
        $"mean colours of {Cells} x {Cells} areas", Cells * Cells * BitsPerColour,
        pictures.Average(picture => Metrics.Psnr.Of(picture.Rgb, Baselines.Blocks(picture.Rgb, Cells))));
}
