using System.Text.Json;
using System.Text.RegularExpressions;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>HQ-Transformer against what the paper's own implementation computes.</summary>
[TestClass]
[TestCategory("Fixture")]
public sealed class HqTransformerFixtureTests
{
    // The reference samples greedily for this class.
    private const int GreedyClass = 3;

    [TestMethod]
    [DataRow("hqt_parallel_emb1_class")]
    [DataRow("hqt_parallel_emb2_class_pos2d")]
    [DataRow("hqt_parallel_reduce_uncond")]
    [DataRow("hqt_parallel_multiple_class")]
    public void ReproducesTheReference(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load(name);
        using HqTransformer prior = Make(fixture.Config);
        fixture.LoadWeights(prior, "param/");
        prior.eval();
        Tensor codes = cat([fixture["in/code_top"], fixture["in/code_bottom"]], 1);
        Tensor? classes = prior.Condition.Classes > 0 ? fixture["in/labels"].unsqueeze(1) : null;

        Logits(fixture, prior, codes, classes);
        HardLoss(fixture, prior, codes, classes);
        SoftLossAndGradients(fixture, prior, codes, classes);
        int rows = (int)codes.size(0);
        foreach (ICodeSampler sampler in (ICodeSampler[])[TinyPrior.Decoder(prior, rows, LinearKernel.Best), TinyPrior.Decoder(prior, rows, new VectorLinearKernel()), TinyPrior.TensorSampler(prior, rows)])
        {
            using (sampler)
                Greedy(fixture, prior, sampler, rows);
        }
        fixture.AssertAllRead();
    }

    private static void Logits(Fixture fixture, HqTransformer prior, Tensor codes, Tensor? classes)
    {
        using IDisposable noGrad = no_grad();
        (long rows, int positions) = (codes.size(0), prior.Layout[0].Count);
        var pyramids = new LocalPyramids(prior.Layout);
        (Tensor top, Tensor bottom) = pyramids.Split(codes);
        Tensor hidden = prior.Hidden(top, bottom, prior.Start(classes, rows), train: false); // (T, N, d)
        fixture.AssertClose("out/main_hidden", hidden.transpose(0, 1));
        (Tensor topLogits, Tensor bottomLogits) = prior.HeadLogits(hidden, top, train: false);
        fixture.AssertClose("out/logits_top", topLogits.view(positions, rows, -1).transpose(0, 1));
        (int height, int width) = (prior.Layout[0].Height, prior.Layout[0].Width);
        Tensor raster = bottomLogits.view(2, 2, height, width, rows, -1).permute(4, 2, 0, 3, 1, 5).reshape(rows, 4 * positions, -1);
        fixture.AssertClose("out/logits_bottom", raster);
        // Log-likelihoods are those of the same logits.
        Tensor nats = prior.NegativeLogLikelihood(codes, classes);
        Tensor expected = cat([fixture["out/logits_top"].log_softmax(-1).gather(2, codes.narrow(1, 0, positions).unsqueeze(-1)).squeeze(-1),
            fixture["out/logits_bottom"].log_softmax(-1).gather(2, codes.narrow(1, positions, 4 * positions).unsqueeze(-1)).squeeze(-1)], 1).neg();
        Assert.IsLessThan(1e-3f, (nats - expected).abs().max().item<float>());
    }

    private static void HardLoss(Fixture fixture, HqTransformer prior, Tensor codes, Tensor? classes)
    {
        using PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, classes));
        fixture.AssertClose("loss/hard_top", loss.Levels[0]);
        fixture.AssertClose("loss/hard_bottom", loss.Levels[1]);
        fixture.AssertClose("loss/hard_total", loss.Total);
    }

    private static void SoftLossAndGradients(Fixture fixture, HqTransformer prior, Tensor codes, Tensor? classes)
    {
        long rows = codes.size(0);
        Tensor[] soft = [fixture["in/soft_top"].view(rows, prior.Layout[0].Count, -1), fixture["in/soft_bottom"].view(rows, prior.Layout[1].Count, -1)];
        using PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, classes, soft));
        fixture.AssertClose("loss/soft_top", loss.Levels[0]);
        fixture.AssertClose("loss/soft_bottom", loss.Levels[1]);
        fixture.AssertClose("loss/soft_total", loss.Total);
        fixture.AssertClose("loss/total_backpropagated", loss.Total);
        loss.Total.backward();
        Dictionary<string, Parameter> parameters = prior.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string parameter in fixture.Names("grad/"))
            fixture.AssertClose("grad/" + parameter, parameters[parameter].grad!);
        foreach (string parameter in fixture.Names("gradnorm/"))
            fixture.AssertGradientNorm("gradnorm/" + parameter, parameters[parameter]);
    }

    private static void Greedy(Fixture fixture, HqTransformer prior, ICodeSampler sampler, int rows)
    {
        CodeLayout layout = prior.Layout;
        var drawn = new int[rows * layout.TotalCodes];
        Array.Fill(drawn, -1);
        int[] classes = prior.Condition.Classes > 0 ? [.. Enumerable.Repeat(GreedyClass, rows)] : [];
        sampler.Sample(drawn, classes, new ulong[rows], new SamplingOptions { TopK = 1 });
        Tensor codes = tensor(drawn, [rows, layout.TotalCodes], ScalarType.Int64);
        fixture.AssertClose("out/greedy_top", codes.narrow(1, 0, layout[0].Count));
        fixture.AssertClose("out/greedy_bottom_raster", codes.narrow(1, layout[0].Count, layout[1].Count));
        fixture.AssertClose("out/greedy_bottom_by_position", new LocalPyramids(layout).Split(codes).Bottom.permute(2, 1, 0));
    }

    private static HqTransformer Make(JsonElement config)
    {
        JsonElement shape = config.GetProperty("hparams");
        string embedding = shape.GetProperty("embedding_type").GetString()!;
        Match blocks = Regex.Match(embedding, @"^transformer(\d+)$");
        int Int(string option) => shape.GetProperty(option).GetInt32();
        var options = new HqTransformerOptions
        {
            Width = Int("embed_dim"),
            Layers = Int("n_layers"),
            Heads = Int("n_heads"),
            ContextLength = Int("ctx_len_img"),
            HeadLayers = HeadLayers(config.GetProperty("hparams_dec")),
            Embedding = embedding switch { "reduce" => PyramidEmbedding.Addition, "multiple" => PyramidEmbedding.WeightedSum, _ => PyramidEmbedding.Transformer },
            EmbeddingBlocks = blocks.Success ? int.Parse(blocks.Groups[1].Value) - 1 : 0,
            Positions = shape.GetProperty("position_embedding").GetString() == "2d" ? PositionEmbedding.TwoDimensional : PositionEmbedding.OneDimensional,
            ApproximateGelu = shape.GetProperty("gelu_use_approx").GetBoolean(),
            Dropout = shape.GetProperty("resid_pdrop").GetDouble(),
            AttentionDropout = shape.GetProperty("attn_pdrop").GetDouble(),
            EmbeddingDropout = shape.GetProperty("embd_pdrop").GetDouble(),
        };
        JsonElement top = config.GetProperty("top");
        (int height, int width) = (top[0].GetInt32(), top[1].GetInt32());
        var layout = new CodeLayout(new CodeLevel(height, width, 1, config.GetProperty("vocab_size_top").GetInt32()),
            new CodeLevel(2 * height, 2 * width, 1, config.GetProperty("vocab_size_bot").GetInt32()));
        int classes = config.GetProperty("cond").ValueKind == JsonValueKind.Null ? 0 : Int("n_classes");
        using var init = new Generator(1);
        return new HqTransformer(options, PriorContext.Of(layout, classes), init);
    }

    private static int HeadLayers(JsonElement head) => head.ValueKind switch
    {
        JsonValueKind.Object => head.GetProperty("n_layers").GetInt32(),
        JsonValueKind.String => int.Parse(Regex.Match(head.GetString()!, @"n_layers=(\d+)").Groups[1].Value),
        _ => 4,
    };
}
