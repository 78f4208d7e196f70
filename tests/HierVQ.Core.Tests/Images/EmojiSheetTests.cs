using HierVQ.Examples;
using HierVQ.Images;

namespace HierVQ.Core.Tests.Images;

[TestClass]
public sealed class EmojiSheetTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "emoji");

    [TestMethod]
    public void TheSheetHoldsTheStatedEmoji()
    {
        IReadOnlyList<EmojiPicture> emoji = EmojiSheet.Load(Folder);
        Assert.HasCount(1892, emoji);
        Assert.HasCount(1892, emoji.Select(e => e.Name).ToHashSet());
        Assert.HasCount(1892, emoji.Select(e => Convert.ToBase64String(e.Rgb)).ToHashSet());
        Assert.AreEqual(9, emoji.Select(e => e.Category).Distinct().Count());
        Assert.AreEqual(186, emoji.Count(e => e.IsHeldOut));
        Assert.IsTrue(emoji.GroupBy(e => e.Category).All(category => category.Any(e => e.IsHeldOut)));
        Assert.IsLessThan(4 << 20, new FileInfo(Path.Combine(Folder, "emoji32.png")).Length);
    }

    [TestMethod]
    public void PicturesBelongToTheirNames()
    {
        Dictionary<string, EmojiPicture> emoji = EmojiSheet.Load(Folder).ToDictionary(e => e.Name);
        // The corners are the white background; the middle of a red circle is red, that of a green square green.
        CollectionAssert.AreEqual(new byte[] { 255, 255, 255 }, Pixel(emoji["red_circle"], 0, 0));
        byte[] red = Pixel(emoji["red_circle"], 16, 16), green = Pixel(emoji["large_green_square"], 16, 16);
        Assert.IsTrue(red[0] > 180 && red[1] < 100 && red[2] < 100, string.Join(", ", red));
        Assert.IsTrue(green[1] > green[0] && green[1] > green[2], string.Join(", ", green));
    }

    [TestMethod]
    public void APictureGoesThroughPng()
    {
        EmojiPicture emoji = EmojiSheet.Load(Folder)[100];
        CollectionAssert.AreEqual(emoji.Rgb, new ImageDecoder(new ImageDecoderOptions()).Decode(emoji.ToPng(), emoji.Name));
    }

    [TestMethod]
    public void AMissingFolderSaysSo()
        => Assert.Throws<IOException>(() => EmojiSheet.Load(Path.Combine(Folder, "missing")));

    private static byte[] Pixel(EmojiPicture emoji, int x, int y)
        => emoji.Rgb[(3 * ((EmojiSheet.Size * y) + x))..(3 * ((EmojiSheet.Size * y) + x) + 3)];
}
