using HierVQ.Serialization;

namespace HierVQ.Tokenizers.Published;

/// <summary>Names of kakaobrain/rq-vae-transformer's <c>RQVAE</c>.</summary>
internal static class RqVaeTransformerNames
{
    /// <summary>All depths have one codebook, which the reference saves once a depth.</summary>
    public static NameMap SharedCodebook { get; } = Map("quantizer.codebooks.0");

    /// <summary>Each depth has its own codebook.</summary>
    public static NameMap SeparateCodebooks { get; } = Map("quantizer.codebooks.#");

    // The reference's tables have a row for padding behind the codes.
    private static NameMap Map(string codebook) => new NameMap("rq-vae-transformer", "encoder.conv_in.weight") { Prefixes = ["", "module."] }
        .Same("encoder.*", "decoder.*", "quant_conv.*", "post_quant_conv.*")
        .To("quantizer.codebooks.#.weight", $"{codebook}.embedding", WeightForm.WithoutLastRow)
        .To("quantizer.codebooks.#.cluster_size_ema", $"{codebook}.cluster_size")
        .To("quantizer.codebooks.#.embed_ema", $"{codebook}.embedding_avg");
}
