using System.Text.Json;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class AuxiliaryDecoderOptionsTests
{
    [TestMethod]
    public void The_layout_follows_from_factors_and_channels()
    {
        Assert.AreEqual("4x4 of 256 + 8x8 of 256", new AuxiliaryDecoderOptions().Layout.ToString());
        Assert.AreEqual("8x8 of 100 + 32x32x3 of 50", new AuxiliaryDecoderOptions
        {
            ImageSize = 128,
            Levels = [new() { Factor = 4, CodebookSize = 100 }, new() { Factor = 4, CodebookSize = 50, CodeChannels = 3, EmbeddingSize = 33 }],
        }.Layout.ToString());
    }

    [TestMethod]
    [DataRow("""{"ImageSize": 36}""", "ImageSize", "32 would do")]
    [DataRow("""{"ImageSize": 4}""", "ImageSize", "8 would do")]
    [DataRow("""{"Levels": []}""", "Levels", "top first")]
    [DataRow("""{"Levels": null}""", "Levels", "top first")]
    [DataRow("""{"Levels": [null]}""", "Levels", "null")]
    [DataRow("""{"Levels": [{"Factor": 1024}, {"Factor": 1024}, {"Factor": 1024}, {"Factor": 1024}, {"Factor": 1024}, {"Factor": 1024}, {"Factor": 1024}]}""", "Levels", "smaller factors")]
    [DataRow("""{"Levels": [{"Factor": 3}]}""", "Levels[0].Factor", "power of two")]
    [DataRow("""{"Levels": [{}, {"Factor": 1}]}""", "Levels[1].Factor", "from 2")]
    [DataRow("""{"Levels": [{"CodebookSize": 1}]}""", "Levels[0].CodebookSize", "from 2")]
    [DataRow("""{"Levels": [{"CodeChannels": 0}]}""", "Levels[0].CodeChannels", "at least 1")]
    [DataRow("""{"Levels": [{"CodeChannels": 3}]}""", "Levels[0].EmbeddingSize", "multiple of 3")]
    [DataRow("""{"Levels": [{"CodeChannels": 2, "Quantizer": {"kind": "residual"}}]}""", "Levels[0].CodeChannels", "must be 1")]
    [DataRow("""{"Levels": [{"EmbeddingSize": 0}]}""", "Levels[0].EmbeddingSize", "at least 1")]
    [DataRow("""{"Levels": [{"Channels": 48}]}""", "Levels[0].Channels", "multiple of 32")]
    [DataRow("""{"Levels": [{"Channels": 0}]}""", "Levels[0].Channels", "from 32")]
    [DataRow("""{"Levels": [{"ResidualBlocks": 0}]}""", "Levels[0].ResidualBlocks", "at least 1")]
    [DataRow("""{"Levels": [{"Auxiliary": 3}]}""", "Levels[0].Auxiliary", "MaskedSelfPrediction")]
    [DataRow("""{"Levels": [{"Auxiliary": 1, "Window": 4}]}""", "Levels[0].Window", "odd")]
    [DataRow("""{"Levels": [{"Auxiliary": 1, "Window": -1}]}""", "Levels[0].Window", "odd")]
    [DataRow("""{"Levels": [{"Auxiliary": 1, "Window": 65}]}""", "Levels[0].Window", "below 64")]
    [DataRow("""{"Levels": [{"Auxiliary": 1, "Reach": 0}]}""", "Levels[0].Reach", "from 1")]
    [DataRow("""{"Levels": [{"Auxiliary": 1, "Centres": 0}]}""", "Levels[0].Centres", "at least 1")]
    [DataRow("""{"Levels": [{"AutoregressiveChannels": 0}]}""", "Levels[0].AutoregressiveChannels", "from 1")]
    [DataRow("""{"Levels": [{"AutoregressiveChannels": 24, "AutoregressiveAttention": true}]}""", "Levels[0].AutoregressiveChannels", "multiple of 16")]
    [DataRow("""{"Levels": [{"AutoregressiveKernel": 4}]}""", "Levels[0].AutoregressiveKernel", "odd")]
    [DataRow("""{"Levels": [{"AutoregressiveKernel": 1}]}""", "Levels[0].AutoregressiveKernel", "at least 3")]
    [DataRow("""{"Levels": [{"AutoregressiveBlocks": 0}]}""", "Levels[0].AutoregressiveBlocks", "at least 1")]
    [DataRow("""{"Levels": [{"AutoregressiveResidualBlocks": 0}]}""", "Levels[0].AutoregressiveResidualBlocks", "at least 1")]
    [DataRow("""{"AutoregressiveShare": 0}""", "AutoregressiveShare", "above 0")]
    [DataRow("""{"AutoregressiveShare": 2}""", "AutoregressiveShare", "from 0 to 1")]
    [DataRow("""{"Dropout": 1}""", "Dropout", "below 1")]
    [DataRow("""{"DrawTemperature": 0}""", "DrawTemperature", "above 0")]
    public void An_option_out_of_range_is_refused_by_name_value_and_remedy(string json, string option, string remedy)
    {
        AuxiliaryDecoderOptions options = JsonSerializer.Deserialize<AuxiliaryDecoderOptions>(json)!;
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        Assert.AreEqual(option, refused.ParamName);
        Assert.Contains(remedy, refused.Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Create(TorchSharp.torch.CPU));
    }

    [TestMethod]
    public void Options_survive_being_written_as_those_of_a_tokenizer()
    {
        TokenizerOptions options = new AuxiliaryDecoderOptions { Levels = [new() { Factor = 8, Auxiliary = AuxiliaryDecoderKind.MaskedSelfPrediction, Window = 7 }], DrawSeed = 3 };
        string json = JsonSerializer.Serialize(options);
        Assert.Contains("\"kind\":\"auxiliary\"", json);
        var back = (AuxiliaryDecoderOptions)JsonSerializer.Deserialize<TokenizerOptions>(json)!;
        Assert.AreEqual(json, JsonSerializer.Serialize<TokenizerOptions>(back));
        Assert.AreEqual(7, back.Levels[0].Window);
    }
}
