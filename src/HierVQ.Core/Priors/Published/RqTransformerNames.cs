using HierVQ.Serialization;

namespace HierVQ.Priors.Published;

/// <summary>Names of the second stage of kakaobrain/rq-vae-transformer, <c>RQTransformer</c>: ours are the same.</summary>
internal static class RqTransformerNames
{
    /// <summary>The names. Where a depth's rows of a table begin is known here without the buffer that says it.</summary>
    public static NameMap Map { get; } = new NameMap("rq-vae-transformer", "body_transformer.blocks.0.ln1.weight") { Prefixes = ["", "module."] }
        .Same("cond_emb.weight", "input_mlp.*", "head_mlp.*", "tok_emb.weight", "pos_emb_*", "body_transformer.*", "head_transformer.*", "classifier.*", "cond_classifier.*")
        .Drop("tok_emb.offsets");
}
