using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Published;
using HierVQ.Serialization;
using HierVQ.Tests.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class RasterPublishedWeightsTests
{
    [TestMethod]
    [DataRow("blocks.11.attn.query.weight", "blocks.11.attn.query.weight")]
    [DataRow("blocks.0.attn.mask", null)]
    [DataRow("pos_emb", "pos_emb.weight")]
    [DataRow("head.weight", "head.weight")]
    public void Names_of_taming_transformers(string name, string? ours) => Check(MinGptNames.Map, name, ours);

    [TestMethod]
    [DataRow("sos", "sos.weight")]
    [DataRow("sos.weight", "cond_emb_0.weight")]
    [DataRow("head.weight", "head_0.weight")]
    [DataRow("head_img.weight", "head_0.weight")]
    [DataRow("pos_emb_txt.weight", "cond_pos_0.weight")]
    [DataRow("ln_f.bias", "ln_f.bias")]
    public void Names_of_hqtransformer(string name, string ours) => Check(ImageGptNames.Map(true), name, ours);

    [TestMethod]
    public void A_prediction_of_the_condition_is_left_out_where_it_is_not_wanted()
    {
        Check(ImageGptNames.Map(true), "head_txt.weight", "cond_head_0.weight");
        Check(ImageGptNames.Map(false), "head_txt.weight", null);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("transformer.")]
    public void A_transformer_is_taken_out_of_a_whole_model_of_taming_transformers(string prefix)
    {
        using DisposeScope scope = NewDisposeScope();
        using RasterTransformer from = Shared(1), into = Shared(2);
        Dictionary<string, Tensor> weights = from.state_dict().ToDictionary(pair => prefix + Theirs(pair.Key), pair => pair.Key == "pos_emb.weight" ? pair.Value.unsqueeze(0) : pair.Value);
        weights[prefix + "blocks.0.attn.mask"] = ones(1, 1, 30, 30);
        if (prefix.Length > 0)
        {
            weights["first_stage_model.encoder.conv_in.weight"] = ones(2);
            weights["cond_stage_model.quantize.embedding.weight"] = ones(2);
        }
        PublishedPriorWeights.Load(into, TorchFile.Write(weights, "state_dict"), "net2net.ckpt");
        Assert.AreEqual(ModelWeights.Hash(from), ModelWeights.Hash(into));
    }

    [TestMethod]
    public void A_prior_without_condition_of_hqtransformer_is_read()
    {
        using DisposeScope scope = NewDisposeScope();
        using RasterTransformer from = TinyRaster.Make(), into = Make(2);
        Dictionary<string, Tensor> weights = from.state_dict().ToDictionary(
            pair => "stage2." + pair.Key.Replace("_emb_0", "_emb_img", StringComparison.Ordinal).Replace("pos_emb", "pos_emb_img", StringComparison.Ordinal).Replace("head_0", "head", StringComparison.Ordinal).Replace("sos.weight", "sos", StringComparison.Ordinal),
            pair => pair.Key == "sos.weight" ? pair.Value.unsqueeze(0) : pair.Value);
        weights["stage1.encoder.conv_in.weight"] = ones(2);
        PublishedPriorWeights.Load(into, TorchFile.Write(weights, "state_dict"), "last.ckpt");
        Assert.AreEqual(ModelWeights.Hash(from), ModelWeights.Hash(into));
    }

    [TestMethod]
    public void Files_of_our_own_names_are_read_as_well()
    {
        using RasterTransformer from = Make(1), into = Make(2);
        string path = Path.GetTempFileName();
        using (FileStream file = File.Create(path))
            ModelWeights.Write(from, file);
        PublishedPriorWeights.Load(into, path);
        File.Delete(path);
        Assert.AreEqual(ModelWeights.Hash(from), ModelWeights.Hash(into));
    }

    [TestMethod]
    public void A_model_of_other_options_is_refused_whole()
    {
        using DisposeScope scope = NewDisposeScope();
        using RasterTransformer from = Shared(1, context: 40), into = Shared(2);
        string before = ModelWeights.Hash(into);
        var refused = Assert.ThrowsExactly<PublishedWeightsException>(() => PublishedPriorWeights.Load(into, TorchFile.Write(
            from.state_dict().ToDictionary(pair => Theirs(pair.Key), pair => pair.Key == "pos_emb.weight" ? pair.Value.unsqueeze(0) : pair.Value)), "net2net.ckpt"));
        Assert.Contains("'pos_emb' is F32 [1, 40, 16], for 'pos_emb.weight' F32 [17, 16]", refused.Message);
        Assert.AreEqual(before, ModelWeights.Hash(into));
    }

    private static RasterTransformer Make(int seed)
    {
        RasterTransformerOptions options = TinyRaster.Options;
        options.Seed = seed;
        return (RasterTransformer)options.Create(PriorContext.Of(TinyRaster.Map));
    }

    private static RasterTransformer Shared(int seed, int context = 0)
    {
        RasterTransformerOptions options = TinyRaster.Options;
        (options.Seed, options.SharedTokens, options.ContextLength) = (seed, true, context);
        return (RasterTransformer)options.Create(PriorContext.Of(TinyRaster.Map, classes: 3));
    }

    private static string Theirs(string name) => name == "pos_emb.weight" ? "pos_emb" : name;

    private static void Check(NameMap map, string name, string? ours)
    {
        Assert.IsTrue(map.TryMap(name, out string? target, out _), name);
        Assert.AreEqual(ours, target, name);
    }
}
