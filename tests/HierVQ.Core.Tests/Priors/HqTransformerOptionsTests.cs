using System.Text.Json;
using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Priors;
using TorchSharp;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class HqTransformerOptionsTests
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    [TestMethod]
    public void OptionsOfTheTimeOfTwoLevelsAreRead()
    {
        var options = (HqTransformerOptions)JsonSerializer.Deserialize<PriorOptions>("""{"kind":"hqtransformer","width":32,"bottomWeight":2.5}""", s_json)!;
        Assert.AreEqual<PerLevel<double>>(new[] { 1, 2.5 }, options.LevelWeights);
        string written = JsonSerializer.Serialize<PriorOptions>(options, s_json);
        Assert.DoesNotContain("bottomWeight", written);
        Assert.AreEqual(options.LevelWeights, ((HqTransformerOptions)JsonSerializer.Deserialize<PriorOptions>(written, s_json)!).LevelWeights);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void LevelsAreNamedAsInPublishedCheckpoints(int levels)
    {
        using HqTransformer prior = TinyPrior.Make(layout: TinyPrior.LayoutOf(levels));
        string[] names = [.. prior.state_dict().Keys.Where(name => !name.Contains("blocks", StringComparison.Ordinal) && !name.StartsWith("depths", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string[] expected = levels == 2
            ? ["head_bot.weight", "head_top.weight", "ln_bot.bias", "ln_bot.weight", "ln_f.bias", "ln_f.weight", "ln_top.bias", "ln_top.weight", "pos_emb_depth.weight", "pos_emb_emb.weight",
                "pos_emb_top.weight", "sos.weight", "sos_depth", "tok_emb_bot.weight", "tok_emb_bot_depth.weight", "tok_emb_top.weight", "tok_emb_top_depth.weight"]
            : ["head_levels.0.weight", "head_levels.1.weight", "head_levels.2.weight", "ln_f.bias", "ln_f.weight", "ln_levels.0.bias", "ln_levels.0.weight", "ln_levels.1.bias", "ln_levels.1.weight",
                "ln_levels.2.bias", "ln_levels.2.weight", "pos_emb_depths.0.weight", "pos_emb_depths.1.weight", "pos_emb_emb.weight", "pos_emb_top.weight", "sos.weight", "sos_depth",
                "tok_emb_depth_levels.0.weight", "tok_emb_depth_levels.1.weight", "tok_emb_depth_levels.2.weight", "tok_emb_levels.0.weight", "tok_emb_levels.1.weight", "tok_emb_levels.2.weight"];
        CollectionAssert.AreEqual(expected, names);
    }

    [TestMethod]
    public void BadOptionsAreRefusedByName()
    {
        var other = new CodeLayout(new CodeLevel(2, 2, 1, 5));
        AssertThrows("LevelWeights is -1", options => options.LevelWeights = new[] { 1.0, -1 });
        AssertThrows("TextWeight is 1", options => options.TextWeight = 1);
        AssertThrows("Head is 7", options => options.Head = (PredictionHead)7);
        AssertThrows("Embedding is 9", options => options.Embedding = (PyramidEmbedding)9);
        AssertThrows("it must be a multiple of 16", options => (options.Width, options.Embedding) = (24, PyramidEmbedding.Addition), TinyPrior.ThreeLevels);
        AssertThrows("two levels or more", _ => { }, other);
        AssertThrows("each twice as high and wide", _ => { }, new CodeLayout(new CodeLevel(2, 2, 1, 5), new CodeLevel(4, 4, 1, 5), new CodeLevel(8, 6, 1, 5)));
        AssertThrows("of depth 1", _ => { }, new CodeLayout(new CodeLevel(2, 2, 1, 5), new CodeLevel(4, 4, 2, 5)));
        AssertThrows("cannot be told codes of another image", _ => { }, condition: ConditionShape.Codes(other));
        AssertThrows("one of them", _ => { }, condition: ConditionShape.Class(3).With(ConditionShape.Tokens(9, 4)));
    }

    private static void AssertThrows(string part, Action<HqTransformerOptions> set, CodeLayout? layout = null, ConditionShape? condition = null)
    {
        HqTransformerOptions options = TinyPrior.Options;
        set(options);
        string message = Assert.Throws<ArgumentException>(() => options.Create(new PriorContext(layout ?? TinyPrior.Layout, condition ?? ConditionShape.None, torch.CPU))).Message;
        Assert.Contains(part, message);
    }
}
