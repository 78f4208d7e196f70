using HierVQ.Serialization;

namespace HierVQ.Priors.Published;

/// <summary>Names of the second stage of kakaobrain/rq-vae-transformer, <c>RQTransformer</c>: ours are the same.</summary>
internal static class RqTransformerNames
{
    /// <summary>The names, for a network that predicts its text or one that does not. Where a depth's rows of a table begin is known here without the buffer that says it.</summary>
    public static NameMap Map(bool predictsText)
    {
        NameMap map = new NameMap("rq-vae-transformer", "body_transformer.blocks.0.ln1.weight") { Prefixes = ["", "module."] }
            .Same("cond_emb.weight", "input_mlp.*", "head_mlp.*", "tok_emb.weight", "pos_emb_*", "body_transformer.*", "head_transformer.*", "classifier.*")
            .Drop("tok_emb.offsets");
        return predictsText ? map.Same("cond_classifier.*") : map.Drop("cond_classifier.*");
    }
}
