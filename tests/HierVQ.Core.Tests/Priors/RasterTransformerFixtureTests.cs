using System.Text.Json;
using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Published;
using HierVQ.Sampling;
using HierVQ.Serialization;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>The raster transformer against what the papers' own implementations of it compute.</summary>
[TestClass]
[TestCategory("Fixture")]
public sealed class RasterTransformerFixtureTests
{
    // hqtransformer's sampler draws greedily for this class.
    private const int GreedyClass = 3;

    [TestMethod]
    public void ReproducesThePriorOfVqGan()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("mingpt");
        int Whole(string name) => fixture.Config.GetProperty(name).GetInt32();
        (int vocabulary, int before) = (Whole("vocab_size"), Whole("cond_len"));
        Tensor codes = fixture["in/codes"], condition = fixture["in/cond"];
        RasterTransformer Make(int conditionLength, int length, bool unmasked)
        {
            var options = new RasterTransformerOptions
            {
                SharedTokens = true,
                Width = Whole("n_embd"),
                Layers = Whole("n_layer"),
                Heads = Whole("n_head"),
                ContextLength = Whole("block_size"),
                UnmaskedCondition = unmasked,
            };
            var prior = (RasterTransformer)options.Create(new PriorContext(Layout(1, length, vocabulary), ConditionShape.Tokens(vocabulary, conditionLength), CPU));
            fixture.Import(prior, "param/", "buffer/");
            prior.eval();
            return prior;
        }

        using RasterTransformer prior = Make(before, (int)codes.size(1), unmasked: false);
        Assert.AreEqual(vocabulary, (int)prior.state_dict()["tok_emb.weight"].size(0));
        fixture.AssertClose("out/logits_all", AllLogits(prior, codes, condition));
        LossAndGradients(fixture, prior, codes, condition, "loss/loss", "gradnorm/", MinGptNames.Map);
        Greedy(fixture, "out/greedy_codes", prior, condition);

        // The reference opens the first positions to each other, whatever they hold: here those of the condition, which is then as long.
        int unmaskedLength = Math.Max(1, Whole("n_unmasked"));
        using RasterTransformer unmasked = Make(unmaskedLength, before + (int)codes.size(1) - unmaskedLength, unmasked: true);
        Tensor sequence = cat([condition, codes], 1);
        fixture.AssertClose("out/unmasked/logits_all",
            AllLogits(unmasked, sequence.narrow(1, unmaskedLength, sequence.size(1) - unmaskedLength), sequence.narrow(1, 0, unmaskedLength)));
        fixture.AssertAllRead();
    }

    [TestMethod]
    public void ReproducesThePriorsThatHqTransformerGivesVqVae2()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqvae2_transformer_priors");
        Tensor top = fixture["in/code_top"], bottom = fixture["in/code_bottom"], labels = fixture["in/labels"].unsqueeze(1);
        CodeLayout layout = Layout(fixture.Config.GetProperty("top")[0].GetInt32(), fixture.Config.GetProperty("top")[1].GetInt32(), fixture.Config.GetProperty("vocab").GetInt32());
        CodeLayout finer = new(layout[0] with { Height = 2 * layout[0].Height, Width = 2 * layout[0].Width });
        int classes = fixture.Config.GetProperty("hparams").GetProperty("n_classes").GetInt32();

        using RasterTransformer coarse = Make(fixture, "top.", layout, ConditionShape.Class(classes));
        fixture.AssertClose("out/top/logits", AllLogits(coarse, top, labels));
        LossAndGradients(fixture, coarse, top, labels, "loss/top", "gradnorm/top.", ImageGptNames.Map(false));
        Greedy(fixture, "out/greedy_top", coarse, full_like(labels, GreedyClass));

        using RasterTransformer fine = Make(fixture, "bottom.", finer, ConditionShape.Above(layout));
        LossAndGradients(fixture, fine, bottom, top, "loss/bottom", "gradnorm/bottom.", ImageGptNames.Map(false));
        Greedy(fixture, "out/greedy_bottom", fine, fixture["out/greedy_top"]);

        // With the output layer that predicts the coarser codes, too.
        using RasterTransformer both = Make(fixture, "bottom.", finer, ConditionShape.Above(layout), conditionWeight: 0.5);
        Tensor logits = AllLogits(both, bottom, top);
        fixture.AssertClose("out/bottom/prefix_logits", logits.narrow(1, 0, top.size(1) - 1));
        fixture.AssertClose("out/bottom/logits", logits.narrow(1, top.size(1) - 1, bottom.size(1)));
        PriorLoss loss = both.TrainingLoss(new PriorBatch(bottom, top));
        fixture.AssertClose("loss/bottom", loss.Levels[0]);
        Tensor prefixLogits = fixture["out/bottom/prefix_logits"];
        float prefixLoss = nn.functional.cross_entropy(prefixLogits.flatten(0, 1), top.narrow(1, 1, top.size(1) - 1).flatten()).item<float>();
        Assert.AreEqual(loss.Levels[0].item<float>() + (0.5f * prefixLoss), loss.Total.item<float>(), 1e-4f);
        fixture.AssertAllRead();
    }

    private static RasterTransformer Make(Fixture fixture, string network, CodeLayout layout, ConditionShape condition, double conditionWeight = 0)
    {
        JsonElement shape = fixture.Config.GetProperty("hparams");
        Assert.AreEqual("1d", shape.GetProperty("position_embedding").GetString());
        Assert.IsTrue(shape.GetProperty("mlp_bias").GetBoolean() && shape.GetProperty("attn_bias").GetBoolean());
        Assert.IsFalse(shape.GetProperty("use_random_order").GetBoolean());
        var options = new RasterTransformerOptions
        {
            Width = shape.GetProperty("embed_dim").GetInt32(),
            Layers = shape.GetProperty("n_layers").GetInt32(),
            Heads = shape.GetProperty("n_heads").GetInt32(),
            // Both networks of the fixture have a table of as many positions as they need.
            ContextLength = (int)fixture[$"param/{network}pos_emb_img.weight"].size(0),
            ApproximateGelu = shape.GetProperty("gelu_use_approx").GetBoolean(),
            Dropout = shape.GetProperty("resid_pdrop").GetDouble(),
            AttentionDropout = shape.GetProperty("attn_pdrop").GetDouble(),
            EmbeddingDropout = shape.GetProperty("embd_pdrop").GetDouble(),
            ConditionWeight = conditionWeight,
        };
        var prior = (RasterTransformer)options.Create(new PriorContext(layout, condition, CPU));
        fixture.Import(prior, "param/" + network);
        prior.eval();
        return prior;
    }

    /// <summary>The logits of every token but the first, (N, m + T - 1, K).</summary>
    private static Tensor AllLogits(RasterTransformer prior, Tensor codes, Tensor condition)
    {
        using IDisposable noGrad = no_grad();
        Tensor hidden = prior.Hidden(prior.Prefix(condition, codes.size(0)), codes.t(), TransformerPass.Scoring);
        bool predicts = prior.Condition.Length > 1 && (((RasterTransformerOptions)prior.Options).SharedTokens || ((RasterTransformerOptions)prior.Options).ConditionWeight > 0);
        return cat([.. predicts ? prior.PrefixLogits(hidden) : [], prior.Logits(hidden, 0)]).transpose(0, 1);
    }

    private static void LossAndGradients(Fixture fixture, RasterTransformer prior, Tensor codes, Tensor condition, string lossName, string gradients, NameMap names)
    {
        using PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, condition));
        fixture.AssertClose(lossName, loss.Total);
        Assert.AreEqual(loss.Total.item<float>(), prior.NegativeLogLikelihood(codes, condition).mean().item<float>(), 1e-4f);
        loss.Total.backward();
        Dictionary<string, Parameter> parameters = prior.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string name in fixture.Names(gradients))
        {
            Assert.IsTrue(names.TryMap(name, out string? ours, out _), name);
            fixture.AssertGradientNorm(gradients + name, parameters[ours!]);
        }
    }

    private static void Greedy(Fixture fixture, string name, RasterTransformer prior, Tensor condition)
    {
        int rows = (int)condition.size(0);
        int[] conditions = [.. condition.data<long>().Select(number => (int)number)];
        foreach (ICodeSampler sampler in TinyRaster.Samplers(prior, rows))
        {
            using ICodeSampler owned = sampler;
            int[] drawn = TinyRaster.Holes(prior.Layout, rows);
            sampler.Sample(drawn, conditions, new ulong[rows], new SamplingOptions { TopK = 1 });
            fixture.AssertClose(name, TinyRaster.Codes(drawn, prior.Layout));
        }
    }

    private static CodeLayout Layout(int height, int width, int codes) => new(new CodeLevel(height, width, 1, codes));
}
