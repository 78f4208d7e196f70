using HierVQ.Codes;
using HierVQ.Metrics;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Metrics;

/// <summary>The parts of the fixture that concern reconstructions and codes.</summary>
[TestClass]
public sealed class MetricsFixtureTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void Images_are_compared_as_the_reference_does()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("metrics");
        Tensor a = fixture["in/img_a"].mul(2).sub(1), b = fixture["in/img_b"].mul(2).sub(1);
        AssertNear(fixture["out/ssim_per_image"], Ssim.PerImage(a, b));
        AssertNear(fixture["out/psnr_per_image"], Psnr.PerImage(a, b));
    }

    [TestMethod]
    [TestCategory("Fixture")]
    public void Codes_are_counted_as_the_reference_does()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("metrics");
        Tensor codes = fixture["in/codes"];
        int size = (int)fixture["out/code_counts"].size(0);
        var usage = new CodeUsage(new CodeLayout(new CodeLevel((int)codes.size(1), (int)codes.size(2), 1, size)));
        usage.Add([.. codes.data<long>().ToArray().Select(code => (int)code)]);
        CollectionAssert.AreEqual(fixture["out/code_counts"].data<long>().ToArray(), usage.Counts(0).ToArray());
        Assert.AreEqual(fixture["out/code_used"].item<long>(), usage.Used(0));
        Assert.AreEqual(fixture["out/code_entropy_nats_K32"].item<float>(), usage.Entropy(0), 1e-4);
        Assert.AreEqual(fixture["out/code_perplexity"].item<float>(), usage.Codebooks[0].Perplexity, 1e-3);
    }

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        float[] wanted = expected.data<float>().ToArray(), got = actual.data<float>().ToArray();
        Assert.HasCount(wanted.Length, got);
        for (int i = 0; i < wanted.Length; i++)
            Assert.AreEqual(wanted[i], got[i], 1e-5 + 1e-4 * Math.Abs(wanted[i]));
    }
}
