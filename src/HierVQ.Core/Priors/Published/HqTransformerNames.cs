using HierVQ.Serialization;

namespace HierVQ.Priors.Published;

/// <summary>Names of the second stage of kakaobrain/hqtransformer, <c>iHQGPT</c> (two levels) and <c>HQTransformer</c> (three): ours are the same.</summary>
internal static class HqTransformerNames
{
    /// <summary>In the file of a whole model the stage is <c>stage2.*</c>. What a random order of the top codes would read is passed over.</summary>
    public static NameMap Map { get; } = new NameMap("hqtransformer", "sos_depth") { Prefixes = ["", "stage2."] }
        .Drop("pred_emb_top.weight")
        .Same("sos", "sos.weight", "sos_depth", "tok_emb_*", "pos_emb_*", "emb_blocks.*", "blocks.*", "depths.*", "ln_*", "head_*");
}
