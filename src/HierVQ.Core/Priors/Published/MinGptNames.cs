using HierVQ.Serialization;

namespace HierVQ.Priors.Published;

/// <summary>Names of the transformer of CompVis/taming-transformers (its <c>GPT</c>, after karpathy/minGPT).</summary>
internal static class MinGptNames
{
    /// <summary>In the file of a whole model (Net2NetTransformer) it is <c>transformer.*</c>, beside the tokenizers of image and condition. Masks of the attention are computed here.</summary>
    public static NameMap Map { get; } = new NameMap("taming-transformers", "tok_emb.weight") { Prefixes = ["", "transformer."] }
        .Drop("blocks.#.attn.mask")
        .Same("tok_emb.weight", "blocks.*", "ln_f.*", "head.weight")
        .To("pos_emb", "pos_emb.weight", WeightForm.WithoutFirstAxis);
}
