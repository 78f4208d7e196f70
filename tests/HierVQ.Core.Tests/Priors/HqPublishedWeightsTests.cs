using HierVQ.Priors;
using HierVQ.Serialization;
using HierVQ.Tests.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class HqPublishedWeightsTests
{
    [TestMethod]
    [DataRow("", 2)]
    [DataRow("stage2.", 2)]
    [DataRow("stage2.", 3)]
    public void ASecondStageIsTakenOutOfAWholeModel(string prefix, int levels)
    {
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer from = TinyPrior.Make(layout: TinyPrior.LayoutOf(levels));
        using IPrior into = TinyPrior.Options.Create(PriorContext.Of(TinyPrior.LayoutOf(levels), classes: 3));
        Dictionary<string, Tensor> weights = from.state_dict().ToDictionary(pair => prefix + pair.Key, pair => pair.Value);
        weights[prefix + "pred_emb_top.weight"] = ones(4, 16);
        if (prefix.Length > 0)
            weights["stage1.encoder.conv_in.weight"] = ones(2);
        PublishedPriorWeights.Load(into, TorchFile.Write(weights, "state_dict"), "last.ckpt");
        Assert.AreEqual(ModelWeights.Hash(from), ModelWeights.Hash(into.Module));
    }

    [TestMethod]
    public void AModelOfMoreClassesIsRefusedWhole()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer from = TinyPrior.Make(classes: 4), into = TinyPrior.Make(classes: 3);
        string before = ModelWeights.Hash(into);
        var refused = Assert.ThrowsExactly<PublishedWeightsException>(() => PublishedPriorWeights.Load(into, TorchFile.Write(from.state_dict()), "last.ckpt"));
        Assert.Contains("sos.weight", refused.Message);
        Assert.AreEqual(before, ModelWeights.Hash(into));
    }
}
