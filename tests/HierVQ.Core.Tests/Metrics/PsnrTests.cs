using HierVQ.Metrics;
using TorchSharp;

namespace HierVQ.Tests.Metrics;

[TestClass]
public class PsnrTests
{
    [TestMethod]
    public void EachImageHasItsOwn()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor originals = torch.zeros(2, 3, 4, 4);
        torch.Tensor reconstructions = originals.clone();
        reconstructions[1].fill_(0.2f);

        float[] decibels = Psnr.PerImage(originals, reconstructions).data<float>().ToArray();

        Assert.AreEqual(100, decibels[0], 1e-3);
        // 0.2 over [-1, 1] is 0.1 over [0, 1].
        Assert.AreEqual(20, decibels[1], 1e-3);
    }

    [TestMethod]
    public void ReconstructionsCountAsTheyAreShown()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor white = torch.ones(1, 3, 4, 4);

        float decibels = Psnr.PerImage(white, white * 3).item<float>();

        Assert.AreEqual(100, decibels, 1e-3);
    }

    [TestMethod]
    public void BytesGiveWhatTensorsGive()
    {
        byte[] original = [0, 255, 100, 50], other = [10, 250, 100, 60];

        double mse = (10 * 10 + 5 * 5 + 10 * 10) / 4.0 / (255 * 255);

        Assert.AreEqual(-10 * Math.Log10(mse), Psnr.Of(original, other), 1e-9);
    }

    [TestMethod]
    public void OtherShapesAreRefused()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => Psnr.PerImage(torch.zeros(1, 3, 4, 4), torch.zeros(2, 3, 4, 4)));
    }
}
