using HierVQ.Images;

namespace HierVQ.Tests.Images;

[TestClass]
public class ImageCropTests
{
    private const int Side = 12, Size = 8;

    // Each pixel says where it is: rows in one channel, columns in the other.
    private static readonly byte[] Places = [.. Enumerable.Range(0, 3 * 2 * Side * Side).Select(i => (byte)((i / (Side * Side)) % 2 == 0 ? i % (Side * Side) / Side : i % Side))];

    [TestMethod]
    public void CropsAreWholeSquaresFromAnywhere()
    {
        var crop = new ImageCrop(Size, 1, interpolates: true, seed: 5);
        var corners = new HashSet<(int, int)>();
        for (int step = 0; step < 100; step++)
        {
            byte[] cut = crop.Random(Places, 2, Side, step);
            for (int image = 0; image < 3; image++)
            {
                (byte top, byte left) = (cut[image * 2 * Size * Size], cut[(image * 2 + 1) * Size * Size]);
                corners.Add((top, left));
                for (int i = 0; i < Size * Size; i++)
                {
                    Assert.AreEqual(top + i / Size, cut[image * 2 * Size * Size + i]);
                    Assert.AreEqual(left + i % Size, cut[(image * 2 + 1) * Size * Size + i]);
                }
            }
        }
        Assert.HasCount(25, corners);
    }

    [TestMethod]
    public void StepAndSeedAndPlaceDecide()
    {
        byte[] Cut(int seed, long step) => new ImageCrop(Size, 0.5, interpolates: true, seed).Random(Places, 2, Side, step);

        CollectionAssert.AreEqual(Cut(1, 7), Cut(1, 7));
        CollectionAssert.AreNotEqual(Cut(1, 7), Cut(1, 8));
        CollectionAssert.AreNotEqual(Cut(1, 7), Cut(2, 7));
        CollectionAssert.AreNotEqual(Cut(1, 7)[..(2 * Size * Size)], Cut(1, 7)[(2 * Size * Size)..(4 * Size * Size)]);
    }

    [TestMethod]
    public void ResizedCropsShowTheShareTheyAreTold()
    {
        var crop = new ImageCrop(Size, 0.25, interpolates: true, seed: 5);
        var shown = new List<double>();
        for (int step = 0; step < 200; step++)
        {
            byte[] cut = crop.Random(Places, 2, Side, step);
            // From the first row to the last, one step less than the rows that are seen; their middles lie a little inside.
            shown.Add((cut[(Size - 1) * Size] - cut[0]) * Size / (Size - 1.0));
        }
        Assert.IsTrue(shown.All(rows => rows is > 4 and < 13));
        Assert.IsLessThan(7, shown.Min());
        Assert.IsGreaterThan(11, shown.Max());
    }

    [TestMethod]
    public void EvaluationSeesTheMiddleOrAll()
    {
        byte[] middle = new ImageCrop(Size, 1, interpolates: true, seed: 1).Centre(Places, 2, Side);
        byte[] all = new ImageCrop(Size, 0.5, interpolates: true, seed: 1).Centre(Places, 2, Side);

        Assert.AreEqual(2, middle[0]);
        Assert.AreEqual(9, middle[Size * Size - 1]);
        Assert.AreEqual(0, all[0]);
        Assert.AreEqual(11, all[Size * Size - 1]);
    }

    [TestMethod]
    public void NumbersOfClassesAreNeverMixed()
    {
        byte[] classes = [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(i % 2 == 0 ? 10 : 200))];

        byte[] cut = new ImageCrop(Size, 0.3, interpolates: false, seed: 1).Random(classes, 1, Side, 3);

        Assert.IsTrue(cut.All(value => value is 10 or 200));
    }

    [TestMethod]
    [DataRow(6, 4)]
    [DataRow(5, 8)]
    [DataRow(7, 3)]
    public void ResizingKeepsTheMeanAndWhatIsFlat(int from, int to)
    {
        var random = new Random(1);
        byte[] noise = new byte[from * from], flat = new byte[from * from], resized = new byte[to * to];
        random.NextBytes(noise);
        flat.AsSpan().Fill(77);
        var resize = new PlaneResize(from, to, interpolates: true);

        resize.Apply(flat, from, resized);
        Assert.IsTrue(resized.All(value => value == 77));
        resize.Apply(noise, from, resized);
        Assert.AreEqual(noise.Average(value => value), resized.Average(value => value), 12);
        Assert.IsLessThanOrEqualTo(noise.Max(), resized.Max());
    }

    [TestMethod]
    public void ImagesThatAreTooSmallAreRefused()
    {
        var crop = new ImageCrop(Size, 1, interpolates: true, seed: 1);

        Assert.ThrowsExactly<ArgumentException>(() => crop.Random(new byte[3 * 7 * 7], 3, 7, 0));
        Assert.ThrowsExactly<ArgumentException>(() => crop.Centre(new byte[100], 3, Side));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ImageCrop(Size, 0, interpolates: true, seed: 1));
    }
}
