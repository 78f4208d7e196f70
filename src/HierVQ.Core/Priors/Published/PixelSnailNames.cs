using HierVQ.Serialization;

namespace HierVQ.Priors.Published;

/// <summary>Names of rosinality/vq-vae-2-pytorch's <c>PixelSNAIL</c>, top and bottom.</summary>
internal static class PixelSnailNames
{
    /// <summary>The training program saves the weights as <c>model</c>, beside its settings; files of several devices may have <c>module.*</c>.</summary>
    public static NameMap Map { get; } = new NameMap("vq-vae-2-pytorch", "horizontal.conv.conv.weight_v") { Prefixes = ["", "module."] }
        .To("cond_resnet.*", "condition.maps.0.*")
        .To("*", "network.*");
}
