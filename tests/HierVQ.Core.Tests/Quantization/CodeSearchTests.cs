using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class CodeSearchTests
{
    [TestMethod]
    public void A_large_codebook_is_searched_piece_by_piece_with_the_same_result()
    {
        using DisposeScope scope = NewDisposeScope();
        // More distances than are held at once: 16384 codes by 700 vectors.
        Tensor table = TinyQuantizers.Vectors(16384, 4), vectors = TinyQuantizers.Vectors(700, 4, seed: 6);
        Tensor whole = addmm(table.square().sum(1), vectors, table.t(), 1, -2).min(1).values;
        Tensor found = CodeSearch.Nearest(vectors, table);
        CollectionAssert.AreEqual((long[])[700], found.shape);
        Tensor distances = table.index_select(0, found).square().sum(1) - 2 * (table.index_select(0, found) * vectors).sum(1);
        Assert.AreEqual(0, distances.sub(whole).abs().max().item<float>(), 1e-5);
    }
}
