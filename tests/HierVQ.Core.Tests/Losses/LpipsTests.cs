using HierVQ.Losses;
using HierVQ.Serialization;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Losses;

[TestClass]
public class LpipsTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    [DataRow("vqgan", "loss.perceptual_loss.")]
    [DataRow("hqvae_conv", "lpips.")]
    public void ItGivesTheReferencesDistances(string name, string prefix)
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load(name);
        using Lpips lpips = LossFixture.Lpips(fixture, prefix);

        Tensor distances = lpips.Distance(fixture["in/x"], lpips.Features(fixture["in/y"]));

        fixture.AssertClose("out/lpips_x_y", distances.view(-1, 1, 1, 1));
    }

    [TestMethod]
    public void EqualImagesAreNotApartAndGrayOnesAreThreeEqualChannels()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqgan");
        using Lpips lpips = LossFixture.Lpips(fixture, "loss.perceptual_loss.");
        Tensor gray = fixture["in/x"].narrow(1, 0, 1), other = fixture["in/y"].narrow(1, 0, 1);

        Assert.AreEqual(0, lpips.Distance(gray, lpips.Features(gray)).abs().max().item<float>());
        Assert.IsTrue(lpips.Distance(gray, lpips.Features(other)).allclose(lpips.Distance(gray.repeat(1, 3, 1, 1), lpips.Features(other.repeat(1, 3, 1, 1)))));
    }

    [TestMethod]
    public void WhereAllFeaturesAreZeroGradientsStayFinite()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqgan");
        string file = LossFixture.WriteLpips(fixture, "loss.perceptual_loss.");
        using (SafeTensorsReader reader = SafeTensorsReader.Open(file))
        {
            Dictionary<string, Tensor> tensors = reader.ReadAll();
            tensors["net.slice2.7.bias"].fill_(-1000);
            File.WriteAllBytes(file + ".dead", Written(tensors));
        }
        using Lpips lpips = Lpips.Load(file + ".dead", CPU);
        File.Delete(file);
        File.Delete(file + ".dead");
        Tensor images = fixture["in/x"].clone().requires_grad_();

        lpips.Distance(images, lpips.Features(fixture["in/y"])).sum().backward();

        Assert.IsTrue(images.grad!.isfinite().all().item<bool>());
        Assert.IsGreaterThan(0, images.grad!.abs().max().item<float>());
    }

    [TestMethod]
    public void DropoutLeavesTheMeanWhereItIs()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqgan");
        using var random = new Generator(5);
        using Lpips plain = LossFixture.Lpips(fixture, "loss.perceptual_loss."), dropping = LossFixture.Lpips(fixture, "loss.perceptual_loss.", random);
        IReadOnlyList<Tensor> references = plain.Features(fixture["in/y"]);
        float expected = plain.Distance(fixture["in/x"], references).mean().item<float>();

        float[] drawn = [.. Enumerable.Range(0, 100).Select(_ => dropping.Distance(fixture["in/x"], references).mean().item<float>())];

        Assert.IsGreaterThan(drawn.Min() + 0.01f * expected, drawn.Max());
        Assert.AreEqual(expected, drawn.Average(), 0.1 * expected);
    }

    [TestMethod]
    public void EverythingThatIsWrongWithAFileIsListed()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqgan");
        string file = LossFixture.WriteLpips(fixture, "loss.perceptual_loss.");
        try
        {
            using (SafeTensorsReader reader = SafeTensorsReader.Open(file))
            {
                Dictionary<string, Tensor> tensors = reader.ReadAll();
                tensors.Remove("lin2.model.1.weight");
                tensors.Remove("net.slice1.0.bias");
                tensors["classifier.0.weight"] = zeros(2, 2);
                tensors["net.slice3.12.weight"] = zeros(8, 7, 3, 3);
                tensors["lin4.model.1.weight"] = zeros(1, 8, 1, 1, dtype: ScalarType.Int64);
                byte[] bytes = Written(tensors);
                reader.Dispose();
                File.WriteAllBytes(file, bytes);
            }
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

            SafeTensorsException e = Assert.ThrowsExactly<SafeTensorsException>(() => Lpips.Load(file, CPU));

            foreach (string problem in (string[])[
                file, "2 missing: net.slice1.0.bias; lin2.model.1.weight", "1 unknown: 'classifier.0.weight'",
                "'net.slice3.12.weight' is F32 [8, 7, 3, 3], not a floating-point [8, 8, 3, 3]", "'lin4.model.1.weight' is I64", "docs/losses.md"])
                StringAssert.Contains(e.Message, problem);
            Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void AFileThatIsNotThereIsNamed()
    {
        FileNotFoundException e = Assert.ThrowsExactly<FileNotFoundException>(() => Lpips.Load("/no/lpips.safetensors".Replace("/no", Path.GetTempPath()), CPU));

        StringAssert.Contains(e.Message, "lpips.safetensors");
    }

    private static byte[] Written(Dictionary<string, Tensor> tensors)
    {
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, tensors);
        return stream.ToArray();
    }
}
