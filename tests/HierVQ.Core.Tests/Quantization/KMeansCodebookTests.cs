using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class KMeansCodebookTests
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
    public void The_first_batch_becomes_the_means_of_its_clusters()
    {
        const int Size = 6;
        using KMeansCodebook codebook = Codebook(Size, 2, batches: 1);
        Tensor vectors = TinyQuantizers.Vectors(40, 2); // so few that ten passes settle
        codebook.Prepare(vectors);
        Tensor codes = codebook.Nearest(vectors);
        for (int code = 0; code < Size; code++)
        {
            Tensor given = vectors.index_select(0, codes.eq(code).nonzero().flatten());
            Assert.IsGreaterThan(0, given.size(0));
            Assert.AreEqual(0, given.mean([0]).sub(codebook.Vectors[code]).abs().max().item<float>(), 1e-5);
        }
    }

    [TestMethod]
    public void Each_of_the_first_batches_moves_the_centres_and_no_later_one()
    {
        using KMeansCodebook codebook = Codebook(8, 3, batches: 3);
        Tensor state = codebook.state_dict()["batches_seen"];
        for (int batch = 0; batch < 5; batch++)
        {
            byte[] before = codebook.Vectors.bytes.ToArray();
            codebook.Prepare(TinyQuantizers.Vectors(50, 3, seed: (ulong)batch));
            Assert.AreEqual(batch >= 3, before.SequenceEqual(codebook.Vectors.bytes.ToArray()), $"batch {batch}");
            Assert.AreEqual(Math.Min(batch + 1, 3), state.item<long>());
        }
        // Every vector of the three batches counts once.
        Assert.AreEqual(150, codebook.state_dict()["uses"].sum().item<float>());
    }

    [TestMethod]
    public void Later_batches_weigh_as_much_as_the_first()
    {
        // Two far groups, so that every vector of a group goes to one centre: it ends at the mean of all batches.
        using KMeansCodebook codebook = Codebook(2, 1, batches: 2);
        codebook.Prepare(tensor(new[] { -10f, -12, 10, 14 }, [4, 1]));
        codebook.Prepare(tensor(new[] { -20f, 30, 30, 36 }, [4, 1]));
        CollectionAssert.AreEquivalent((float[])[-14, 24], codebook.Vectors.data<float>().ToArray());
    }

    [TestMethod]
    public void Centres_that_a_small_batch_could_not_fill_take_vectors_of_the_next()
    {
        const int Size = 40;
        using KMeansCodebook codebook = Codebook(Size, 3, batches: 2);
        codebook.Prepare(TinyQuantizers.Vectors(10, 3));
        Tensor next = TinyQuantizers.Vectors(30, 3, seed: 6) + 20f;
        codebook.Prepare(next);
        Assert.IsTrue(codebook.Vectors.isfinite().all().item<bool>());
        long there = codebook.Vectors.gt(10).all(1).sum().item<long>();
        Assert.IsGreaterThanOrEqualTo(25, there);
    }

    [TestMethod]
    public void Running_means_go_on_from_the_centres_and_are_not_restarted_at_once()
    {
        using KMeansCodebook codebook = Codebook(8, 3, batches: 1);
        Tensor vectors = TinyQuantizers.Vectors(200, 3);
        codebook.Prepare(vectors);
        Tensor centres = codebook.Vectors.clone();
        codebook.Update(vectors, codebook.Nearest(vectors));
        Assert.IsLessThan(0.1f, codebook.Vectors.sub(centres).abs().max().item<float>());
    }

    private KMeansCodebook Codebook(int size, int length, int batches)
    {
        var draws = new GeneratorDraws(_random, CPU);
        return new KMeansCodebook(new EmaCodebook(new() { Size = size, VectorSize = length }, _init, _random, CPU), batches, draws, CPU);
    }
}
