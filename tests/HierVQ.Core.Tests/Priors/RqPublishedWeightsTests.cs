using HierVQ.Priors;
using HierVQ.Priors.Published;
using HierVQ.Serialization;
using HierVQ.Tests.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class RqPublishedWeightsTests
{
    [TestMethod]
    [DataRow("cond_emb.weight", "cond_emb.weight")]
    [DataRow("head_transformer.blocks.3.mlp.2.bias", "head_transformer.blocks.3.mlp.2.bias")]
    [DataRow("classifier.layer_norm.weight", "classifier.layer_norm.weight")]
    [DataRow("pos_emb_hw", "pos_emb_hw")]
    [DataRow("tok_emb.offsets", null)]
    public void Names_of_rq_vae_transformer(string name, string? ours) => Check(true, name, ours);

    [TestMethod]
    public void A_prediction_of_the_text_is_left_out_where_it_is_not_wanted()
    {
        Check(true, "cond_classifier.linear.weight", "cond_classifier.linear.weight");
        Check(false, "cond_classifier.linear.weight", null);
        Assert.IsFalse(RqTransformerNames.Map(true).TryMap("quantizer.codebooks.0.weight", out _, out _));
    }

    [TestMethod]
    [DataRow("", "state_dict_ema")]
    [DataRow("module.", "state_dict")]
    public void A_file_of_a_training_is_read(string prefix, string dictionary)
    {
        using DisposeScope scope = NewDisposeScope();
        RqTransformerOptions options = TinyRqPrior.Options;
        (options.HeadEmbedding, options.SharedTable, options.SharedClassifier) = (CodeEmbedding.Table, false, false);
        using RqTransformer from = TinyRqPrior.Make(options, ConditionShape.Tokens(7, 3)), into = TinyRqPrior.Make(options, ConditionShape.Tokens(7, 3));
        options.TextWeight = 0;
        using RqTransformer silent = TinyRqPrior.Make(options, ConditionShape.Tokens(7, 3));
        using (no_grad())
        {
            foreach (Tensor parameter in from.parameters())
                parameter.mul_(2);
        }
        Dictionary<string, Tensor> weights = from.state_dict().ToDictionary(pair => prefix + pair.Key, pair => pair.Value);
        weights[prefix + "tok_emb.offsets"] = tensor([0f, 11, 22]); // whole numbers in truth; the test's files have one type
        foreach (RqTransformer prior in (RqTransformer[])[into, silent])
        {
            PublishedPriorWeights.Load(prior, TorchFile.Write(weights, dictionary), "epoch100-model.pt", dictionary);
            foreach ((string name, Tensor weight) in prior.state_dict())
                Assert.IsTrue(weight.Equals(from.state_dict()[name]), name);
        }
    }

    private static void Check(bool predictsText, string name, string? ours)
    {
        Assert.IsTrue(RqTransformerNames.Map(predictsText).TryMap(name, out string? target, out WeightForm form));
        Assert.AreEqual(ours, target);
        Assert.AreEqual(WeightForm.AsIs, form);
    }
}
