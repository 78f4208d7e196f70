using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class FiniteScalarQuantizerTests
{
    [TestMethod]
    [DataRow(new[] { 8, 5, 4 })]
    [DataRow(new[] { 3, 2, 7 })]
    public void The_codebook_is_the_grid_and_every_point_of_it_is_its_own_nearest(int[] levels)
    {
        using DisposeScope scope = NewDisposeScope();
        using var quantizer = new FiniteScalarQuantizer(levels, CPU);
        int codes = levels.Aggregate(1, (product, level) => product * level);
        Assert.AreEqual(codes, quantizer.CodebookSize);
        float[][] grid = [.. quantizer.Codebook().data<float>().ToArray().Chunk(levels.Length)];
        for (int code = 0, place; code < codes; code++)
        {
            place = 1;
            for (int i = 0; i < levels.Length; place *= levels[i], i++)
                Assert.AreEqual((code / place % levels[i] - levels[i] / 2) / (double)(levels[i] / 2), grid[code][i], 1e-6);
        }
        // Vectors that the bound brings near the grid's points, the outermost included: atanh of a little less than each, less the shift of even levels.
        Tensor unbound = zeros(codes, levels.Length);
        for (int i = 0; i < levels.Length; i++)
        {
            double half = (levels[i] - 1) * 1.001 / 2, offset = levels[i] % 2 == 0 ? 0.5 : 0;
            Tensor wanted = tensor(grid.Select(row => (row[i] * (levels[i] / 2) + offset) / half * 0.999).ToArray()).atanh();
            unbound.select(1, i).copy_(wanted - Math.Atanh(offset / half));
        }
        CollectionAssert.AreEqual(Enumerable.Range(0, codes).Select(code => (long)code).ToArray(), quantizer.Nearest(unbound).flatten().data<long>().ToArray());
    }

    [TestMethod]
    public void Vectors_far_out_stay_within_the_codes()
    {
        using DisposeScope scope = NewDisposeScope();
        using var quantizer = new FiniteScalarQuantizer([8, 5], CPU);
        Tensor far = tensor(new[] { -1e9f, -1e9f, 1e9f, 1e9f }, [2, 2]);
        CollectionAssert.AreEqual((long[])[0, 39], quantizer.Nearest(far).flatten().data<long>().ToArray());
    }

    [TestMethod]
    public void Zero_is_a_level_of_every_number()
    {
        using DisposeScope scope = NewDisposeScope();
        using var quantizer = new FiniteScalarQuantizer([8, 5, 4, 7], CPU);
        QuantizedVectors quantized = quantizer.QuantizeVectors(zeros(1, 4));
        Assert.AreEqual(0f, quantized.Vectors.abs().max().item<float>(), 1e-6f);
    }
}
