using System.Text.Json;

namespace HierVQ.Tests.Fixtures;

/// <summary>The part of a configuration that VQGAN, RQ-VAE and HQ-VAE share in the references.</summary>
internal static class BackboneConfig
{
    /// <summary>Takes over the encoder's and decoder's shape.</summary>
    /// <param name="options">Gets it.</param>
    /// <param name="ddconfig">The element <c>ddconfig</c>.</param>
    /// <returns>The same options.</returns>
    public static TOptions Apply<TOptions>(TOptions options, JsonElement ddconfig) where TOptions : BackboneTokenizerOptions
    {
        Assert.IsFalse(ddconfig.GetProperty("double_z").GetBoolean());
        int channels = ddconfig.GetProperty("in_channels").GetInt32();
        Assert.AreEqual(channels, ddconfig.GetProperty("out_ch").GetInt32());
        options.Content = channels == 1 ? ImageContent.Gray : ImageContent.Color;
        Assert.AreEqual(channels, options.Pixels.Channels);
        options.ImageSize = ddconfig.GetProperty("resolution").GetInt32();
        options.Channels = ddconfig.GetProperty("ch").GetInt32();
        options.ChannelMultipliers = Numbers(ddconfig.GetProperty("ch_mult"));
        options.ResidualBlocks = ddconfig.GetProperty("num_res_blocks").GetInt32();
        options.AttentionResolutions = Numbers(ddconfig.GetProperty("attn_resolutions"));
        options.LatentChannels = ddconfig.GetProperty("z_channels").GetInt32();
        options.Dropout = ddconfig.GetProperty("dropout").GetDouble();
        return options;
    }

    public static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];
}
