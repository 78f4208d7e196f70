using HierVQ.Serialization;

namespace HierVQ.Tokenizers.Published;

/// <summary>Names of CompVis/taming-transformers' <c>VQModel</c>, <c>VQSegmentationModel</c> and <c>GumbelVQ</c>.</summary>
internal static class TamingTransformersNames
{
    /// <summary>
    /// By itself it has no prefix; in the file of a whole model (Net2NetTransformer) it is <c>first_stage_model.*</c>, and what makes codes of the condition <c>cond_stage_model.*</c>.
    /// Losses, the colours in which segmentations were shown, and the list of codes in use are no part of the network.
    /// </summary>
    public static NameMap Map { get; } = new NameMap("taming-transformers", "encoder.conv_in.weight") { Prefixes = ["", "first_stage_model.", "model."] }
        .Drop("loss.*", "colorize", "quantize.used")
        .Same("encoder.*", "decoder.*", "quant_conv.*", "post_quant_conv.*", "quantize.proj.bias")
        .To("quantize.embedding.weight", "quantize.codebook.weight")
        .To("quantize.proj.weight", "quantize.proj.weight", WeightForm.PointConvolution)
        .To("quantize.embed.weight", "quantize.embed");
}
