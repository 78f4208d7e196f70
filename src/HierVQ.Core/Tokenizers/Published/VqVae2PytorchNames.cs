using HierVQ.Serialization;

namespace HierVQ.Tokenizers.Published;

/// <summary>Names of rosinality/vq-vae-2-pytorch's <c>VQVAE</c>, whose tables stand with one code a column.</summary>
internal static class VqVae2PytorchNames
{
    /// <summary>Saved without a prefix; files of trainings on several devices may have <c>module.*</c>.</summary>
    public static NameMap Map { get; } = new NameMap("vq-vae-2-pytorch", "enc_b.blocks.0.weight") { Prefixes = ["", "module."] }
        .Same("enc_*", "dec.*", "dec_*", "upsample_*", "quantize_conv_*")
        .To("quantize_*.embed", "quantize_*.codebook.embedding", WeightForm.Transposed)
        .To("quantize_*.embed_avg", "quantize_*.codebook.embedding_avg", WeightForm.Transposed)
        .To("quantize_*.cluster_size", "quantize_*.codebook.cluster_size");
}
