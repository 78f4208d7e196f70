using HierVQ.Images;

namespace HierVQ.Core.Tests.Images;

[TestClass]
public sealed class ImageGridTests
{
    [TestMethod]
    public void CellsLieInRowsWithSpaceBetween()
    {
        ImageGrid grid = new(1, 1, 2) { Spacing = 1, Magnification = 2, Background = new RgbColor(9, 9, 9) };
        grid.Add([1, 2, 3]);
        grid.Add([4, 5, 6]);
        grid.Add([7, 8, 9]);
        byte[] png = grid.ToPng();
        ImageDecoder decoder = new(new ImageDecoderOptions { Width = 7, Height = 7, Fit = ImageFit.Stretch });
        byte[] rgb = decoder.Decode(png, "sheet");
        CollectionAssert.AreEqual(new byte[] { 9, 9, 9 }, At(0, 0));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, At(2, 2));
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6 }, At(4, 1));
        CollectionAssert.AreEqual(new byte[] { 7, 8, 9 }, At(1, 4));
        CollectionAssert.AreEqual(new byte[] { 9, 9, 9 }, At(4, 4));

        byte[] At(int x, int y) => rgb[(3 * ((7 * y) + x))..(3 * ((7 * y) + x) + 3)];
    }

    [TestMethod]
    public void AnEmptySheetAndAWrongCellAreErrors()
    {
        ImageGrid grid = new(2, 2, 2);
        Assert.ThrowsExactly<InvalidOperationException>(grid.ToPng);
        Assert.ThrowsExactly<ArgumentException>(() => grid.Add(new byte[11]));
        Assert.ThrowsExactly<ArgumentException>(() => PngImage.Encode(new byte[11], 2, 2));
    }
}
