using HierVQ.Serialization;

namespace HierVQ.Tokenizers.Published;

/// <summary>Names of kakaobrain/hqtransformer's first stage, of two levels (<c>SimRQGAN2Generator</c>) and of more (<c>HQVAEGenerator</c>).</summary>
internal static class HqTransformerNames
{
    /// <summary>The stage by itself is saved as <c>generator.*</c> beside the discriminator, in older files without that prefix; in the file of a whole model it is <c>stage1.*</c>.</summary>
    public static NameMap Map { get; } = new NameMap("hqtransformer", "encoder.conv_in.weight") { Prefixes = ["", "generator.", "stage1."] }
        .Drop("discriminator.*")
        .Same("encoder.*", "decoder.*", "quant_conv_b.*", "post_quant_conv_b.*", "down_t.*", "upsample_t.*", "downsamples.*", "upsamples.*")
        .To("quantize_t.*", "quantize_t.codebook.*")
        .To("quantize_b.*", "quantize_b.codebook.*")
        .To("quantizers.#.*", "quantizers.#.codebook.*");
}
