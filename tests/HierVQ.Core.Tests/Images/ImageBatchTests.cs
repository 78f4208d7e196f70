using HierVQ.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Core.Tests.Images;

[TestClass]
public sealed class ImageBatchTests
{
    [TestMethod]
    public void EveryByteComesBack()
    {
        byte[] planar = [.. Enumerable.Range(0, 2 * 3 * 128).Select(i => (byte)i)];
        using Tensor images = ImageBatch.ToTensor(planar, 8, 16);
        CollectionAssert.AreEqual(new long[] { 2, 3, 8, 16 }, images.shape);
        Assert.AreEqual(ScalarType.Float32, images.dtype);
        byte[] interleaved = ImageBatch.ToBytes(images);
        for (int n = 0; n < 2; n++)
        {
            byte[] back = new byte[3 * 128];
            ImageBatch.ToPlanar(interleaved.AsSpan(n * 3 * 128, 3 * 128), back);
            CollectionAssert.AreEqual(planar[(n * 3 * 128)..((n + 1) * 3 * 128)], back);
        }
    }

    [TestMethod]
    public void TheRangeIsMinusOneToOne()
    {
        using Tensor images = ImageBatch.ToTensor([0, 255, 51], 1, 1);
        CollectionAssert.AreEqual(new[] { -1f, 1f, (51 / 127.5f) - 1 }, images.data<float>().ToArray());
    }

    [TestMethod]
    public void WhatIsOutOfRangeIsClamped()
    {
        using Tensor images = tensor(new[] { -7f, 1.01f, float.NaN, float.PositiveInfinity, 0f, -0.999f }, [1, 3, 1, 2]);
        // First pixel -7, NaN, 0 and second pixel 1.01, infinity, -0.999: the half of 0 goes to the even 128.
        CollectionAssert.AreEqual(new byte[] { 0, 0, 128, 255, 255, 0 }, ImageBatch.ToBytes(images));
    }

    [TestMethod]
    public void OtherShapesAreRefused()
    {
        using Tensor grey = zeros(2, 1, 4, 4);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageBatch.ToBytes(grey)).Message, "(2, 1, 4, 4)");
        Assert.Throws<ArgumentException>(() => ImageBatch.ToTensor(new byte[10], 2, 2));
    }

    [TestMethod]
    public void NothingLeaks()
    {
        byte[] planar = new byte[3 * 16];
        using (ImageBatch.ToTensor(planar, 4, 4))
        {
        }
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++)
        {
            using Tensor images = ImageBatch.ToTensor(planar, 4, 4);
            ImageBatch.ToBytes(images);
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
