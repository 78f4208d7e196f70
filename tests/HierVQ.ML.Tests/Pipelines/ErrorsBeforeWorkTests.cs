using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Tests.Pipelines;

/// <summary>What cannot work behind a tokenizer is said before the tokenizer is trained: a chain asks for its schema first.</summary>
[TestClass]
public sealed class ErrorsBeforeWorkTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void A_prior_refuses_a_layout_before_the_tokenizer_is_trained()
    {
        var chain = Untrained("rqvae").Append(_ml.HierVQ.Trainers.HierTransformer("Codes"));
        Assert.Contains("HQ-Transformer needs two levels or more, of depth 1", Assert.ThrowsExactly<ArgumentException>(() => chain.Fit(TinyImages.Encoded(_ml, 9))).Message);
    }

    [TestMethod]
    public void A_top_k_above_a_codebook_is_refused_before_the_tokenizer_is_trained()
    {
        var chain = Untrained("hqvae").Append(_ml.HierVQ.Trainers.HierTransformer("Codes")).Append(_ml.Transforms.HierSample(options: new SamplingOptions { TopK = 1 << 20 }));
        Assert.Contains("TopK is 1048576 for level 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(TinyImages.Encoded(_ml, 9))).Message);
    }

    [TestMethod]
    public void Levels_and_depths_that_a_tokenizer_lacks_are_refused_before_it_is_trained()
    {
        var levels = Untrained("vqgan").Append(_ml.Transforms.HierDequantize(levels: 2));
        Assert.Contains("Levels is 2, but the codes of column 'Codes' are", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => levels.Fit(TinyImages.Encoded(_ml, 9))).Message);
        var depths = Untrained("rqvae").Append(_ml.Transforms.HierDequantize(depths: 4));
        Assert.Contains("give at most 3, or null for all.", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => depths.Fit(TinyImages.Encoded(_ml, 9))).Message);
    }

    private HierQuantizeEstimator Untrained(string kind)
    {
        TokenizerOptions options = TinyTokenizers.ByKind[kind]();
        options.MetricsCallback = _ => Assert.Fail("The tokenizer was trained.");
        return _ml.Transforms.HierQuantize("Codes", "Image", options);
    }
}
