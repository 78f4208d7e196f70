using HierVQ.Serialization;
using HierVQ.Tokenizers.Published;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class PublishedNamesTests
{
    [TestMethod]
    [DataRow("encoder.down.0.block.1.norm1.weight", "encoder.down.0.block.1.norm1.weight")]
    [DataRow("quantize.embedding.weight", "quantize.codebook.weight")]
    [DataRow("quantize.embed.weight", "quantize.embed")]
    [DataRow("quantize.proj.bias", "quantize.proj.bias")]
    [DataRow("loss.perceptual_loss.lin0.model.1.weight", null)]
    [DataRow("loss.discriminator.main.3.running_mean", null)]
    [DataRow("colorize", null)]
    [DataRow("quantize.used", null)]
    public void Of_taming_transformers(string name, string? ours) => Check(TamingTransformersNames.Map, name, ours);

    [TestMethod]
    public void The_convolution_of_the_Gumbel_variant_becomes_a_matrix()
    {
        Check(TamingTransformersNames.Map, "quantize.proj.weight", "quantize.proj.weight", WeightForm.PointConvolution);
        CollectionAssert.AreEqual((long[])[5, 3], WeightForm.PointConvolution.Shape([5, 3, 1, 1]));
        Assert.IsNull(WeightForm.PointConvolution.Shape([5, 3, 2, 2]));
    }

    [TestMethod]
    [DataRow("quant_conv.bias", "quant_conv.bias", WeightForm.AsIs)]
    [DataRow("quantizer.codebooks.3.weight", "quantizer.codebooks.3.embedding", WeightForm.WithoutLastRow)]
    [DataRow("quantizer.codebooks.11.cluster_size_ema", "quantizer.codebooks.11.cluster_size", WeightForm.AsIs)]
    [DataRow("quantizer.codebooks.0.embed_ema", "quantizer.codebooks.0.embedding_avg", WeightForm.AsIs)]
    public void Of_rq_vae_transformer(string name, string ours, object form)
    {
        Check(RqVaeTransformerNames.SeparateCodebooks, name, ours, (WeightForm)form);
        Check(RqVaeTransformerNames.SharedCodebook, name, ours.Replace(".3.", ".0.").Replace(".11.", ".0."), (WeightForm)form);
    }

    [TestMethod]
    [DataRow("quantize_t.embedding_avg", "quantize_t.codebook.embedding_avg")]
    [DataRow("quantizers.2.embedding", "quantizers.2.codebook.embedding")]
    [DataRow("down_t.weight", "down_t.weight")]
    [DataRow("discriminator.perceptual_loss.lin0.model.1.weight", null)]
    public void Of_hqtransformer(string name, string? ours) => Check(HqTransformerNames.Map, name, ours);

    [TestMethod]
    [DataRow("dec.blocks.0.weight", "dec.blocks.0.weight", WeightForm.AsIs)]
    [DataRow("quantize_conv_t.weight", "quantize_conv_t.weight", WeightForm.AsIs)]
    [DataRow("quantize_t.embed", "quantize_t.codebook.embedding", WeightForm.Transposed)]
    [DataRow("quantize_b.embed_avg", "quantize_b.codebook.embedding_avg", WeightForm.Transposed)]
    [DataRow("quantize_b.cluster_size", "quantize_b.codebook.cluster_size", WeightForm.AsIs)]
    public void Of_vq_vae_2_pytorch(string name, string ours, object form) => Check(VqVae2PytorchNames.Map, name, ours, (WeightForm)form);

    [TestMethod]
    public void Names_of_other_networks_are_unknown()
    {
        foreach (NameMap map in (NameMap[])[TamingTransformersNames.Map, RqVaeTransformerNames.SharedCodebook, HqTransformerNames.Map, VqVae2PytorchNames.Map])
            Assert.IsFalse(map.TryMap("transformer.blocks.0.attn.key.weight", out _, out _), map.Family);
    }

    private static void Check(NameMap map, string name, string? ours, WeightForm form = WeightForm.AsIs)
    {
        Assert.IsTrue(map.TryMap(name, out string? target, out WeightForm how), name);
        Assert.AreEqual((ours, form), (target, how), name);
    }
}
