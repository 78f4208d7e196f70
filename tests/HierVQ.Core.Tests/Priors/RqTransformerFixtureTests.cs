using System.Text.Json;
using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Tests.Fixtures;
using HierVQ.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>RQ-Transformer against what the paper's own implementation computes, with soft targets from a residual quantizer of ours.</summary>
[TestClass]
[TestCategory("Fixture")]
public sealed class RqTransformerFixtureTests
{
    // That of the published configurations, with which the fixtures were made.
    private const double SoftTemperature = 0.5;

    [TestMethod]
    [DataRow("rqt_class")]
    [DataRow("rqt_uncond")]
    [DataRow("rqt_text")]
    [DataRow("rqt_own_embeddings")]
    public void ReproducesTheReference(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load(name);
        using ITokenizer tokenizer = Tokenizer(fixture);
        using RqTransformer prior = Make(fixture.Config, tokenizer);
        fixture.Import(prior, "param/", "buffer/");
        prior.eval();
        Tensor codes = fixture["in/codes"].flatten(1);
        Tensor? conditions = fixture.Has("in/cond") ? fixture["in/cond"].view(codes.size(0), -1) : null;

        Logits(fixture, prior, codes, conditions);
        using (PriorLoss hard = prior.TrainingLoss(new PriorBatch(codes, conditions)))
            fixture.AssertClose("loss/hard", hard.Levels[0]);
        SoftLossAndGradients(fixture, prior, tokenizer, codes, conditions);
        int rows = (int)codes.size(0);
        foreach (ICodeSampler sampler in TinyRqPrior.Samplers(prior, rows))
        {
            using (sampler)
                Sampling(fixture, prior, sampler, codes, conditions);
        }
        fixture.AssertAllRead();
    }

    private static void Logits(Fixture fixture, RqTransformer prior, Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        CodeLevel level = prior.Layout[0];
        long rows = codes.size(0);
        (Tensor hidden, Tensor logits) = prior.Forward(prior.Stacks(codes), prior.ConditionRows(conditions, rows), TransformerPass.Scoring);
        Tensor raster = logits.view(level.Depth, -1, rows, level.CodebookSize).permute(2, 1, 0, 3); // (N, T, D, K)
        fixture.AssertClose("out/logits", raster.reshape(rows, level.Height, level.Width, level.Depth, level.CodebookSize));
        fixture.AssertClose("out/cached_logits_h0w0", raster.select(1, 0));
        fixture.AssertClose("out/cached_logits_h0w1", raster.select(1, 1));
        if (fixture.Has("out/cond_logits"))
            fixture.AssertClose("out/cond_logits", prior.TextLogits(hidden).transpose(0, 1));
        Tensor nats = raster.log_softmax(-1).gather(3, codes.view(rows, -1, level.Depth, 1)).neg(); // (N, T, D, 1)
        fixture.AssertClose("loss/per_codebook_hard", nats.mean([0, 1, 3]));
        // Log-likelihoods are those of the same logits.
        Assert.IsLessThan(1e-4f, (prior.NegativeLogLikelihood(codes, conditions) - nats.view(rows, -1)).abs().max().item<float>());
    }

    private static void SoftLossAndGradients(Fixture fixture, RqTransformer prior, ITokenizer tokenizer, Tensor codes, Tensor? conditions)
    {
        CodeLevel level = prior.Layout[0];
        Tensor soft = tokenizer.SoftCodes(fixture["in/features"].flatten(1), SoftTemperature)[0]; // (N, T D, K)
        CollectionAssert.AreEqual(codes.data<long>().ToArray(), soft.argmax(-1).flatten().data<long>().ToArray());
        Tensor expected = fixture["in/soft_targets_image0"];
        Assert.IsTrue(allclose(expected.view(1, -1, level.CodebookSize), soft.narrow(0, 0, 1), 1e-4, 1e-5), "soft targets");
        using PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, conditions, [soft]));
        fixture.AssertClose("loss/soft", loss.Levels[0]);
        fixture.AssertClose("loss/total_backpropagated", loss.Total);
        if (fixture.Has("loss/cond_loss"))
            fixture.AssertClose("loss/cond_loss", (loss.Total.detach() - loss.Levels[0].detach() * 0.9) * 10);
        using (no_grad())
        {
            (_, Tensor logits) = prior.Forward(prior.Stacks(codes), prior.ConditionRows(conditions, codes.size(0)), TransformerPass.Scoring);
            Tensor targets = soft.view(codes.size(0), -1, level.Depth, level.CodebookSize).permute(2, 1, 0, 3).reshape(logits.shape);
            fixture.AssertClose("loss/per_codebook_soft", logits.log_softmax(-1).mul(targets).sum(-1).neg().mean([1]));
        }
        loss.Total.backward();
        Dictionary<string, Parameter> parameters = prior.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string parameter in fixture.Names("grad/"))
            fixture.AssertClose("grad/" + parameter, parameters[parameter].grad!);
        foreach (string parameter in fixture.Names("gradnorm/"))
            fixture.AssertGradientNorm("gradnorm/" + parameter, parameters[parameter]);
    }

    private static void Sampling(Fixture fixture, RqTransformer prior, ICodeSampler sampler, Tensor codes, Tensor? conditions)
    {
        int rows = (int)codes.size(0);
        var drawn = new int[codes.numel()];
        Array.Fill(drawn, -1);
        int[] given = conditions is null ? [] : [.. conditions.data<long>().ToArray().Select(value => (int)value)];
        sampler.Sample(drawn, given, new ulong[rows], new SamplingOptions { TopK = 1 });
        fixture.AssertClose("out/greedy_codes", tensor(drawn, fixture["out/greedy_codes"].shape, ScalarType.Int64));
        // What the sampler's caches say of given codes is what the whole network says.
        int[] kept = [.. codes.data<long>().ToArray().Select(code => (int)code)];
        var logs = new float[kept.Length];
        sampler.Sample(kept, given, new ulong[rows], new SamplingOptions(), logs);
        float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, conditions));
        for (int i = 0; i < nats.Length; i++)
            Assert.AreEqual(-nats[i], logs[i], 2e-4f);
    }

    private static RqTransformer Make(JsonElement config, ITokenizer tokenizer)
    {
        JsonElement body = config.GetProperty("body"), head = config.GetProperty("head"), block = body.GetProperty("block");
        int Int(JsonElement element, string option) => element.GetProperty(option).GetInt32();
        bool Bool(string option) => config.GetProperty(option).GetBoolean();
        Assert.AreEqual(block.GetRawText(), head.GetProperty("block").GetRawText(), "Both transformers have the same blocks.");
        Assert.AreEqual(Int(config, "embed_dim"), Int(block, "embed_dim"));
        foreach (string absent in (string[])["use_padding_emb", "scaled_head_emb_vqvae"])
            Assert.IsFalse(Bool(absent), absent);
        foreach (string present in (string[])["mlp_bias", "attn_bias"])
            Assert.IsTrue(block.GetProperty(present).GetBoolean(), present);
        var options = new RqTransformerOptions
        {
            Width = Int(config, "embed_dim"),
            CodeVectorSize = Int(config, "input_embed_dim"),
            Layers = Int(body, "n_layer"),
            HeadLayers = Int(head, "n_layer"),
            Heads = Int(block, "n_head"),
            ApproximateGelu = block.GetProperty("gelu").GetString() == "v2",
            Dropout = block.GetProperty("resid_pdrop").GetDouble(),
            AttentionDropout = block.GetProperty("attn_pdrop").GetDouble(),
            EmbeddingDropout = config.GetProperty("embd_pdrop").GetDouble(),
            InputEmbedding = Bool("input_emb_vqvae") ? CodeEmbedding.Codebook : CodeEmbedding.Table,
            HeadEmbedding = Bool("head_emb_vqvae") ? CodeEmbedding.Codebook : CodeEmbedding.Table,
            CumulativeDepth = Bool("cumsum_depth_ctx"),
            SharedTable = Bool("shared_tok_emb"),
            SharedClassifier = Bool("shared_cls_emb"),
        };
        (int vocabulary, int length) = (Int(config, "vocab_size_cond"), Int(config, "block_size_cond"));
        ConditionShape condition = vocabulary == 1 ? ConditionShape.None : length == 1 ? ConditionShape.Class(vocabulary) : ConditionShape.Tokens(vocabulary, length);
        using var init = new Generator(1);
        return new RqTransformer(options, new PriorContext(tokenizer.Layout, condition, CPU, tokenizer), init);
    }

    private static StackTokenizer Tokenizer(Fixture fixture)
    {
        JsonElement shape = fixture.Config.GetProperty("block_size");
        Tensor codebook = fixture["in/aux.codebook.weight"];
        return new StackTokenizer(new CodeLevel(shape[0].GetInt32(), shape[1].GetInt32(), shape[2].GetInt32(), (int)codebook.size(0)), codebook);
    }
}
