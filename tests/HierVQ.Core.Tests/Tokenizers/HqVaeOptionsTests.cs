using System.Text.Json;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class HqVaeOptionsTests
{
    [TestMethod]
    public void The_layout_follows_from_halvings_and_factor()
    {
        Assert.AreEqual("4x4 of 512 + 8x8 of 512", new HqVaeOptions().Layout.ToString());
        Assert.AreEqual("8x8 of 100 + 16x16 of 200", new HqVaeOptions { ImageSize = 256, ChannelMultipliers = [1, 2, 4, 4], CodebookSize = new[] { 100, 200 } }.Layout.ToString());
        Assert.AreEqual("4x4 of 512 + 16x16 of 512", new HqVaeOptions { InitialDownsample = false, ResizeFactor = 4 }.Layout.ToString());
        Assert.AreEqual("8x8 of 10 + 16x16 of 20 + 32x32 of 30", new HqVaeOptions { ImageSize = 256, ChannelMultipliers = [1, 2, 4], Levels = 3, CodebookSize = new[] { 10, 20, 30 } }.Layout.ToString());
    }

    [TestMethod]
    [DataRow("""{"Channels": 16}""", "Channels", "at least 32")]
    [DataRow("""{"Channels": 48}""", "Channels", "multiple of 32")]
    [DataRow("""{"Channels": 2147483616}""", "ChannelMultipliers", "at most 65536")]
    [DataRow("""{"ChannelMultipliers": []}""", "ChannelMultipliers", "at least one")]
    [DataRow("""{"ChannelMultipliers": null}""", "ChannelMultipliers", "at least one")]
    [DataRow("""{"ChannelMultipliers": [1, 0]}""", "ChannelMultipliers", "at least 1")]
    [DataRow("""{"ChannelMultipliers": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}""", "ChannelMultipliers", "halvings")]
    [DataRow("""{"ImageSize": 33}""", "ImageSize", "32 would do")]
    [DataRow("""{"ImageSize": 4}""", "ImageSize", "8 would do")]
    [DataRow("""{"ImageSize": 0}""", "ImageSize", "at least 1")]
    [DataRow("""{"ResidualBlocks": 0}""", "ResidualBlocks", "at least 1")]
    [DataRow("""{"LatentChannels": 0}""", "LatentChannels", "at least 1")]
    [DataRow("""{"EmbeddingSize": 0}""", "EmbeddingSize", "at least 1")]
    [DataRow("""{"CodebookSize": [512, 1]}""", "CodebookSize", "at least 2")]
    [DataRow("""{"CodebookSize": [2, 3, 4]}""", "CodebookSize", "2 levels")]
    [DataRow("""{"ResizeFactor": 1}""", "ResizeFactor", "from 2 to 64")]
    [DataRow("""{"Levels": 1}""", "Levels", "from 2 to 8")]
    [DataRow("""{"Levels": 5}""", "ImageSize", "64 would do")]
    [DataRow("""{"Levels": 3, "CodebookSize": [2, 3, 4, 5]}""", "CodebookSize", "3 levels")]
    [DataRow("""{"Resizing": 3}""", "Resizing", "Convolution")]
    [DataRow("""{"FeatureLossWeight": -1}""", "FeatureLossWeight", "at least 0")]
    [DataRow("""{"TopReconstructionStart": -1}""", "TopReconstructionStart", "at least 0")]
    [DataRow("""{"Dropout": 1}""", "Dropout", "below 1")]
    [DataRow("""{"Quantizer": {"kind": "ema", "CommitmentWeight": -1}}""", "CommitmentWeight", "at least 0")]
    [DataRow("""{"Quantizer": {"kind": "ema", "Decay": 1}}""", "Decay", "below 1")]
    [DataRow("""{"Quantizer": {"kind": "ema", "RestartThreshold": 0}}""", "RestartThreshold", "above 0")]
    [DataRow("""{"FlipProbability": 1.5}""", "FlipProbability", "from 0 to 1")]
    public void An_option_out_of_range_is_refused_by_name_value_and_remedy(string json, string option, string remedy)
    {
        HqVaeOptions options = JsonSerializer.Deserialize<HqVaeOptions>(json)!;
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        Assert.AreEqual(option, refused.ParamName);
        Assert.Contains(remedy, refused.Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Create(TorchSharp.torch.CPU));
    }

    [TestMethod]
    public void Images_of_the_upper_levels_are_judged_only_where_training_makes_them()
    {
        var options = new HqVaeOptions { Adversarial = new AdversarialLossOptions { TopReconstruction = true } };
        ArgumentException refused = Assert.ThrowsExactly<ArgumentException>(options.ValidateForTraining);
        StringAssert.Contains(refused.Message, nameof(HqVaeOptions.TopReconstructionStart));
        options.TopReconstructionStart = 0;
        options.ValidateForTraining();
        var single = new VqGanOptions { Adversarial = new AdversarialLossOptions { TopReconstruction = true } };
        Assert.ThrowsExactly<ArgumentException>(single.ValidateForTraining);
    }
}
