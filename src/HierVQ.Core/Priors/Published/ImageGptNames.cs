using HierVQ.Serialization;

namespace HierVQ.Priors.Published;

/// <summary>
/// Names of kakaobrain/hqtransformer's priors of one level: <c>iGPT</c> (a class or nothing before the codes) and <c>Transformer1d</c> (a text or
/// coarser codes before them, which it calls text in any case).
/// </summary>
internal static class ImageGptNames
{
    /// <summary>The names, for a network that predicts its condition or one that does not.</summary>
    public static NameMap Map(bool predictsCondition)
    {
        NameMap map = new NameMap("hqtransformer", "tok_emb_img.weight") { Prefixes = ["", "stage2."] }
            .Same("blocks.*", "ln_f.*")
            .To("tok_emb_img.weight", "tok_emb_0.weight")
            .To("pos_emb_img.weight", "pos_emb.weight")
            .To("head.weight", "head_0.weight")
            .To("head_img.weight", "head_0.weight")
            .To("sos", "sos.weight", WeightForm.WithoutFirstAxis)
            .To("sos.weight", "cond_emb_0.weight")
            .To("tok_emb_txt.weight", "cond_emb_0.weight")
            .To("pos_emb_txt.weight", "cond_pos_0.weight");
        return predictsCondition ? map.To("head_txt.weight", "cond_head_0.weight") : map.Drop("head_txt.weight");
    }
}
