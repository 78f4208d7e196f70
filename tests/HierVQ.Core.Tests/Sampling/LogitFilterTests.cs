using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling;

[TestClass]
public sealed class LogitFilterTests
{
    [TestMethod]
    public void TopKKeepsAllTiesForTheLastPlace()
    {
        float[] row = [3, 1, 2, 2, 2, 0];
        LogitFilter.KeepTopK(row, 2);
        CollectionAssert.AreEqual(new[] { 3, float.NegativeInfinity, 2, 2, 2, float.NegativeInfinity }, row);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(100)]
    [DataRow(256)]
    public void TopKFindsTheThresholdThatSortingFinds(int k)
    {
        float[] row = RandomLogits(257, seed: k);
        row[5] = row[6] = row[200];
        float threshold = row.OrderDescending().ElementAt(k - 1);
        float[] expected = [.. row.Select(x => x < threshold ? float.NegativeInfinity : x)];
        LogitFilter.KeepTopK(row, k);
        CollectionAssert.AreEqual(expected, row);
    }

    [TestMethod]
    public void TopPDropsWhatFollowsOnceTheSumIsReached()
    {
        float[] row = [0.1f, 0.4f, 0.25f, 0.25f];
        LogitFilter.KeepTopP(row, 0.6f);
        // Of the two equal ones the first goes in, before it 0.4 is below 0.6; before the second 0.65 is not.
        AssertClose([0, 0.4f / 0.65f, 0.25f / 0.65f, 0], row);
    }

    [TestMethod]
    public void TopPKeepsAtLeastOne()
    {
        float[] row = [0.2f, 0.5f, 0.3f];
        LogitFilter.KeepTopP(row, 1e-6f);
        AssertClose([0, 1, 0], row);
    }

    [TestMethod]
    [DataRow(1f, 0, 1f)]
    [DataRow(0.7f, 0, 0.9f)]
    [DataRow(1.3f, 40, 1f)]
    [DataRow(0.9f, 100, 0.5f)]
    [DataRow(2f, 500, 0.999f)]
    public void RowsAndTensorsAgree(float temperature, int topK, float topP)
    {
        using DisposeScope scope = NewDisposeScope();
        var filter = new LogitFilter(temperature, topK, topP);
        float[] row = RandomLogits(301, seed: 3);
        float[] expected = filter.Apply(tensor(row, [1, row.Length])).data<float>().ToArray();
        filter.Apply(row.AsSpan());
        AssertClose(expected, row);
        Assert.AreEqual(expected.Count(p => p > 0), row.Count(p => p > 0));
        Assert.AreEqual(1, row.Sum(), 1e-5);
        float[] uniforms = [0, 0.1f, 0.37f, 0.5f, 0.99f, 1 - (1f / (1 << 24))];
        Tensor drawn = LogitFilter.Draw(tensor(row, [1, row.Length]).expand(uniforms.Length, row.Length), tensor(uniforms, ScalarType.Float64));
        CollectionAssert.AreEqual(drawn.data<long>().ToArray(), uniforms.Select(u => (long)LogitFilter.Draw(row, u)).ToArray());
    }

    [TestMethod]
    public void DrawNeverTakesWhatHasNoProbability()
    {
        // The sum is a little below 1, as rounding may leave it.
        float[] row = [0, 0.5f, 0, 0.49999f, 0, 0];
        Assert.AreEqual(1, LogitFilter.Draw(row, 0));
        Assert.AreEqual(3, LogitFilter.Draw(row, 0.5f));
        Assert.AreEqual(3, LogitFilter.Draw(row, 0.9999999f));
    }

    [TestMethod]
    public void FilteringLeavesNoTensorsBehind()
    {
        using DisposeScope scope = NewDisposeScope();
        var filter = new LogitFilter(0.9f, 20, 0.9f);
        Tensor logits = tensor(RandomLogits(64, seed: 1), [1, 64]);
        using (filter.Apply(logits))
        {
            // First use may leave something that stays.
        }
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++)
        {
            using Tensor probabilities = filter.Apply(logits);
            using Tensor drawn = LogitFilter.Draw(probabilities, ones(1, ScalarType.Float64));
        }
        Assert.AreEqual(before + 20, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "Only the uniforms of each round stay, until the scope ends.");
    }

    private static float[] RandomLogits(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 8) - 4))];
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-6f, $"[{i}]");
    }
}
