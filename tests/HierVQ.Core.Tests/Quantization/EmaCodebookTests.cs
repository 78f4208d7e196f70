using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class EmaCodebookTests
{
    private readonly Generator _init = new(1);
    private readonly Generator _random = new(2);
    private readonly DisposeScope _scope = NewDisposeScope();

    [TestCleanup]
    public void Cleanup()
    {
        _scope.Dispose();
        _init.Dispose();
        _random.Dispose();
    }

    [TestMethod]
    public void Nearest_is_the_arg_min_of_all_distances()
    {
        using EmaCodebook codebook = Codebook(new() { Size = 37, VectorSize = 5 });
        float[][] vectors = Rows(Vectors(50, 5)), table = Rows(codebook.Vectors);
        long[] nearest = codebook.Nearest(Tensor2(vectors)).data<long>().ToArray();
        for (int i = 0; i < vectors.Length; i++)
        {
            double[] distances = [.. table.Select(code => Distance(code, vectors[i]))];
            Assert.AreEqual(distances.Min(), distances[nearest[i]], 1e-5);
        }
    }

    [TestMethod]
    public void Soft_codes_are_the_softmax_of_negative_squared_distances()
    {
        using EmaCodebook codebook = Codebook(new() { Size = 11, VectorSize = 4 });
        float[][] vectors = Rows(Vectors(6, 4)), table = Rows(codebook.Vectors);
        const double Temperature = 0.7;
        float[][] soft = Rows(codebook.SoftCodes(Tensor2(vectors), Temperature));
        for (int i = 0; i < vectors.Length; i++)
        {
            double[] weights = [.. table.Select(code => Math.Exp(-Distance(code, vectors[i]) / Temperature))];
            for (int k = 0; k < table.Length; k++)
                Assert.AreEqual(weights[k] / weights.Sum(), soft[i][k], 1e-5);
        }
    }

    [TestMethod]
    public void An_update_is_the_step_of_the_running_means_that_the_paper_gives()
    {
        const int Size = 7, Length = 3;
        using EmaCodebook codebook = Codebook(new() { Size = Size, VectorSize = Length, Decay = 0.9, RestartUnused = false });
        for (int step = 0; step < 3; step++)
        {
            Dictionary<string, Tensor> state = codebook.state_dict();
            float[] counts = state["cluster_size"].data<float>().ToArray();
            float[][] sums = Rows(state["embedding_avg"]);
            Tensor given = Vectors(40, Length);
            Tensor codes = codebook.Nearest(given);
            codebook.Update(given, codes);

            float[][] vectors = Rows(given);
            long[] indices = codes.data<long>().ToArray();
            double[] newCounts = new double[Size];
            for (int k = 0; k < Size; k++)
                newCounts[k] = 0.9 * counts[k] + 0.1 * indices.Count(code => code == k);
            double total = newCounts.Sum();
            float[][] table = Rows(codebook.Vectors);
            for (int k = 0; k < Size; k++)
            {
                double smoothed = (newCounts[k] + 1e-5) / (total + Size * 1e-5) * total;
                Assert.AreEqual(newCounts[k], state["cluster_size"][k].item<float>(), 1e-5);
                for (int d = 0; d < Length; d++)
                {
                    double sum = 0.9 * sums[k][d] + 0.1 * indices.Select((code, i) => code == k ? vectors[i][d] : 0).Sum();
                    double expected = sum / smoothed;
                    Assert.AreEqual(expected, table[k][d], 1e-4 * Math.Max(1, Math.Abs(expected)));
                }
            }
        }
    }

    [TestMethod]
    public void Unused_codes_restart_on_vectors_of_the_batch_and_used_ones_stay()
    {
        const int Size = 8;
        using EmaCodebook codebook = Codebook(new() { Size = Size, VectorSize = 3, RestartThreshold = 0.05 });
        Tensor given = Vectors(30, 3);
        Tensor codes = given.narrow(1, 0, 1).flatten().gt(0).to(ScalarType.Int64); // only the codes 0 and 1
        codebook.Update(given, codes);
        float[] counts = codebook.state_dict()["cluster_size"].data<float>().ToArray();
        float[][] sums = Rows(codebook.state_dict()["embedding_avg"]), vectors = Rows(given);
        for (int k = 0; k < Size; k++)
        {
            bool restarted = vectors.Any(vector => Distance(vector, sums[k]) < 1e-10);
            Assert.AreEqual(k >= 2, restarted, $"code {k}");
            if (restarted)
                Assert.AreEqual(1f, counts[k]);
            else
                Assert.IsInRange(0.05f, 0.99f, counts[k]);
        }
    }

    [TestMethod]
    public void A_batch_smaller_than_the_codebook_restarts_no_two_codes_alike()
    {
        using EmaCodebook codebook = Codebook(new() { Size = 50, VectorSize = 4 });
        Tensor given = Vectors(6, 4);
        codebook.Update(given, codebook.Nearest(given));
        float[][] table = Rows(codebook.Vectors);
        Assert.HasCount(50, table.Select(row => string.Join(' ', row)).Distinct().ToArray());
        // Shaken by at most 0.01 / sqrt(D) in each direction, and moved a little by the smoothing of the counts.
        foreach (float[] row in table)
            Assert.IsLessThan(0.011 * 0.011, Rows(given).Min(vector => Distance(vector, row)));
    }

    [TestMethod]
    public void The_same_generators_give_the_same_codebook()
    {
        using EmaCodebook one = Codebook(new() { Size = 9, VectorSize = 4 });
        using var init = new Generator(1);
        using var random = new Generator(2);
        using var other = new EmaCodebook(new() { Size = 9, VectorSize = 4 }, init, random, CPU);
        Tensor given = Vectors(20, 4);
        one.Update(given, one.Nearest(given));
        other.Update(given, other.Nearest(given));
        CollectionAssert.AreEqual(one.Vectors.bytes.ToArray(), other.Vectors.bytes.ToArray());
    }

    private EmaCodebook Codebook(EmaCodebookOptions options) => new(options, _init, _random, CPU);

    private static Tensor Vectors(int count, int length)
    {
        using var generator = new Generator(5);
        return empty([count, length], dtype: ScalarType.Float32).normal_(0, 1, generator);
    }

    private static float[][] Rows(Tensor matrix) => [.. matrix.contiguous().data<float>().ToArray().Chunk((int)matrix.shape[1])];

    private static Tensor Tensor2(float[][] rows) => tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    private static double Distance(float[] left, float[] right) => left.Zip(right, (a, b) => ((double)a - b) * ((double)a - b)).Sum();
}
