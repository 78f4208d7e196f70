using HierVQ.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Images;

[TestClass]
public sealed class PixelSampleTests
{
    private const int Side = 4;

    [TestMethod]
    public void All_pixels_come_in_order_where_there_are_no_more_than_wanted()
    {
        using DisposeScope scope = NewDisposeScope();
        PixelStore store = Store(3);
        float[] reds = Reds(PixelSample.Draw(store, [2, 0], 1, 100, 1, default));
        CollectionAssert.AreEqual((float[])[.. Enumerable.Range(32, 16), .. Enumerable.Range(0, 16)], reds);
    }

    [TestMethod]
    [DataRow(3, 10)]
    [DataRow(200, 150)]
    [DataRow(70, 1000)]
    public void Images_give_alike(int images, int wanted)
    {
        using DisposeScope scope = NewDisposeScope();
        PixelStore store = Store(images);
        int[] rows = [.. Enumerable.Range(0, images)];
        Tensor drawn = PixelSample.Draw(store, rows, 1, wanted, 1, default);
        CollectionAssert.AreEqual((long[])[wanted, 3], drawn.shape);
        // The green of a pixel is the number of its image.
        int[] counts = new int[images];
        foreach (float image in Channel(drawn, 1))
            counts[(int)image]++;
        Assert.IsLessThanOrEqualTo(1, counts.Max() - counts.Min());
        CollectionAssert.AreEqual(Reds(drawn), Reds(PixelSample.Draw(store, rows, 1, wanted, 1, default)));
        CollectionAssert.AreNotEqual(Reds(drawn), Reds(PixelSample.Draw(store, rows, 1, wanted, 2, default)));
    }

    [TestMethod]
    public void Squares_count_as_their_mean()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] reds = Reds(PixelSample.Draw(Store(1), [0], 2, 100, 1, default));
        CollectionAssert.AreEqual((float[])[2.5f, 4.5f, 10.5f, 12.5f], reds.Select(red => MathF.Round(red, 3)).ToArray());
    }

    [TestMethod]
    public void It_can_be_cancelled() =>
        Assert.ThrowsExactly<OperationCanceledException>(() => PixelSample.Draw(Store(1), [0], 1, 10, 1, new CancellationToken(canceled: true)));

    // Red counts pixels over all images, as far as a byte goes; green is the number of the image.
    private static PixelStore Store(int images)
    {
        var store = new PixelStore(Side, Side, 1 << 20);
        for (int image = 0; image < images; image++)
            store.Add([.. Enumerable.Range(0, Side * Side).SelectMany(pixel => (byte[])[(byte)(image * Side * Side + pixel), (byte)image, 0])]);
        return store;
    }

    private static float[] Reds(Tensor drawn) => Channel(drawn, 0);

    private static float[] Channel(Tensor drawn, int channel) =>
        drawn.narrow(1, channel, 1).add(1).mul(127.5).contiguous().data<float>().Select(value => MathF.Round(value, 2)).ToArray();
}
