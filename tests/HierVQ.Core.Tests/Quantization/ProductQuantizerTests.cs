using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class ProductQuantizerTests
{
    [TestMethod]
    public void Each_part_has_a_code_of_its_own()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator init = new(1), random = new(2);
        using ProductQuantizer quantizer = Make(init, random);
        quantizer.eval();
        Tensor vectors = randn([10, 6], generator: init);
        Tensor codes = quantizer.Nearest(vectors);
        CollectionAssert.AreEqual((long[])[10, 2], codes.shape);
        for (int part = 0; part < 2; part++)
        {
            Tensor table = quantizer.Codebook(part), own = vectors.narrow(1, 3 * part, 3);
            CollectionAssert.AreEqual((long[])[5, 6], table.shape);
            Tensor distances = own.unsqueeze(1).sub(table.narrow(1, 3 * part, 3).unsqueeze(0)).square().sum(2);
            CollectionAssert.AreEqual(distances.argmin(1).data<long>().ToArray(), codes.select(1, part).contiguous().data<long>().ToArray());
            Assert.AreEqual(0, table.narrow(1, 3 * (1 - part), 3).abs().max().item<float>());
        }
        Tensor looked = quantizer.Lookup(codes);
        Tensor sum = quantizer.Codebook(0).index_select(0, codes.select(1, 0)).add(quantizer.Codebook(1).index_select(0, codes.select(1, 1)));
        Assert.IsTrue(allclose(sum, looked));
        Assert.IsTrue(allclose(quantizer.Codebook(0).index_select(0, codes.select(1, 0)), quantizer.Lookup(codes, 1)));
        Assert.IsTrue(allclose(looked, quantizer.LookupDepth(codes, 0).add(quantizer.LookupDepth(codes, 1))));
        SampledCodes cold = quantizer.SampleCodes(vectors, 1e-4, random);
        CollectionAssert.AreEqual(codes.data<long>().ToArray(), cold.Codes.data<long>().ToArray());
        CollectionAssert.AreEqual((long[])[10, 2, 5], cold.Soft.shape);
        CollectionAssert.AreEqual(codes.data<long>().ToArray(), quantizer.SoftCodes(vectors, 1).argmax(2).data<long>().ToArray());
    }

    [TestMethod]
    public void The_vectors_get_the_gradient_of_what_stands_in_their_place_and_the_loss_is_the_mean_of_the_parts()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator init = new(1), random = new(2);
        using ProductQuantizer quantizer = Make(init, random);
        quantizer.eval();
        Tensor vectors = randn([4, 6], generator: init).requires_grad_();
        QuantizedVectors quantized = quantizer.QuantizeVectors(vectors);
        Tensor weights = arange(24, dtype: ScalarType.Float32).view(4, 6);
        quantized.Vectors.mul(weights).sum().backward();
        Assert.IsTrue(allclose(weights, vectors.grad!));
        Assert.IsTrue(allclose(quantized.Vectors, quantizer.Lookup(quantized.Codes), 1e-5, 1e-6));
        Tensor expected = nn.functional.mse_loss(vectors, quantizer.Lookup(quantized.Codes)).mul(0.25);
        Assert.AreEqual(expected.item<float>(), quantized.Loss.item<float>(), 1e-5);
    }

    [TestMethod]
    public void What_it_gives_is_all_that_it_leaves()
    {
        using Generator init = new(1), random = new(2);
        using ProductQuantizer quantizer = Make(init, random);
        quantizer.eval();
        QuantizerTests.AssertNothingElseIsLeft(quantizer);
    }

    [TestMethod]
    public void Parts_that_cannot_share_the_vector_are_refused()
    {
        using Generator init = new(1), random = new(2);
        var context = new QuantizerContext(CPU, init, random);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ProductQuantizer(new EmaQuantizerOptions(), 4, 5, 6, context));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ProductQuantizer(new EmaQuantizerOptions(), 0, 5, 6, context));
        using ProductQuantizer quantizer = Make(init, random);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => quantizer.Codebook(2));
    }

    private static ProductQuantizer Make(Generator init, Generator random) =>
        new(new EmaQuantizerOptions(), 2, 5, 6, new QuantizerContext(CPU, init, random));
}
