using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class LookupFreeQuantizerTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(5)]
    public void The_entropy_loss_is_that_of_all_soft_codes_written_out(int bits)
    {
        using DisposeScope scope = NewDisposeScope();
        var options = new LookupFreeQuantizerOptions { CommitmentWeight = 0, EntropyWeight = 1, DiversityWeight = 0.6, Temperature = 0.8 };
        using var quantizer = new LookupFreeQuantizer(options, bits, CPU);
        Tensor vectors = TinyQuantizers.Vectors(20, bits).requires_grad_(), written = vectors.detach().clone().requires_grad_();
        QuantizedVectors quantized = quantizer.QuantizeVectors(vectors);
        Tensor soft = (-(written.unsqueeze(1) - quantizer.Codebook()).square().sum(2) / 0.8).softmax(1); // (M, K)
        Tensor mean = soft.mean([0]);
        Tensor expected = -(soft * soft.log()).sum(1).mean() + 0.6 * (mean * mean.log()).sum();
        Assert.AreEqual(expected.item<float>(), quantized.Loss.item<float>(), 1e-4);
        AssertClose(soft, quantizer.SoftCodes(vectors, 0.8).squeeze(1));

        quantized.Loss.backward();
        expected.backward();
        AssertClose(written.grad!, vectors.grad!);
    }

    [TestMethod]
    public void The_first_number_is_the_highest_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        using var quantizer = new LookupFreeQuantizer(new LookupFreeQuantizerOptions(), 3, CPU);
        Tensor vectors = tensor(new[] { 0.1f, -2, -0.3f, -1, 1, 5 }, [2, 3]);
        CollectionAssert.AreEqual((long[])[4, 3], quantizer.Nearest(vectors).flatten().data<long>().ToArray());
        AssertClose(vectors.sign(), quantizer.Lookup(quantizer.Nearest(vectors)));
    }

    [TestMethod]
    public void Vectors_that_are_sure_have_no_entropy_and_finite_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using var quantizer = new LookupFreeQuantizer(new LookupFreeQuantizerOptions { Temperature = 0.001 }, 10, CPU);
        Tensor vectors = (50 * TinyQuantizers.Vectors(30, 10)).requires_grad_();
        quantizer.QuantizeVectors(vectors).Loss.backward();
        Assert.IsTrue(vectors.grad!.isfinite().all().item<bool>());
    }

    private static void AssertClose(Tensor expected, Tensor actual) => Assert.AreEqual(0, expected.sub(actual).abs().max().item<float>(), 1e-5);
}
