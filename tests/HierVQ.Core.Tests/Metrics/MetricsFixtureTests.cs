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

    [TestMethod]
    [TestCategory("Fixture")]
    public void Sets_of_features_are_compared_as_the_reference_does()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("metrics");
        Tensor real = fixture["in/real"], fake = fixture["in/fake"];
        FeatureStatistics statistics = FeatureStatistics.Of(real);
        AssertNear(fixture["out/mean_real"], tensor(statistics.Mean.ToArray(), dtype: ScalarType.Float64).to(ScalarType.Float32));
        AssertNear(fixture["out/cov_real"], tensor(statistics.Covariance.ToArray(), dtype: ScalarType.Float64).to(ScalarType.Float32));
        float expected = fixture["out/fid"].item<float>(), deficient = fixture["out/fid_deficient"].item<float>();
        Assert.AreEqual(expected, FrechetDistance.Between(real, fake), 1e-4 + 1e-4 * expected);
        Assert.AreEqual(deficient, FrechetDistance.Between(real.narrow(0, 0, 8), fake.narrow(0, 0, 8)), 1e-2 + 1e-2 * deficient);
        foreach (int neighbours in (int[])[3, 5])
        {
            Prdc found = Prdc.Of(real, fake, neighbours);
            Assert.AreEqual(fixture[$"out/prdc_k{neighbours}/precision"].item<float>(), found.Precision, 1e-6);
            Assert.AreEqual(fixture[$"out/prdc_k{neighbours}/recall"].item<float>(), found.Recall, 1e-6);
            Assert.AreEqual(fixture[$"out/prdc_k{neighbours}/density"].item<float>(), found.Density, 1e-6);
            Assert.AreEqual(fixture[$"out/prdc_k{neighbours}/coverage"].item<float>(), found.Coverage, 1e-6);
        }
    }

    [TestMethod]
    [TestCategory("Fixture")]
    public void Class_probabilities_are_scored_as_the_reference_does()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("metrics");
        Tensor probabilities = fixture["in/class_probs"];
        Assert.AreEqual(fixture["out/is_splits1/mean"].item<float>(), InceptionScore.Of(probabilities, 1).Mean, 1e-3);
        InceptionScore five = InceptionScore.Of(probabilities, 5);
        Assert.AreEqual(fixture["out/is_splits5/mean"].item<float>(), five.Mean, 1e-3);
        Assert.AreEqual(fixture["out/is_splits5/std"].item<float>(), five.Deviation, 1e-3);
    }

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        float[] wanted = expected.data<float>().ToArray(), got = actual.data<float>().ToArray();
        Assert.HasCount(wanted.Length, got);
        for (int i = 0; i < wanted.Length; i++)
            Assert.AreEqual(wanted[i], got[i], 1e-5 + 1e-4 * Math.Abs(wanted[i]));
    }
}
