using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
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
    // The reference samples greedily for this class, where it samples for one.
    private const int GreedyClass = 3;

    [TestMethod]
    [DataRow("hqt_parallel_emb1_class")]
    [DataRow("hqt_parallel_emb2_class_pos2d")]
    [DataRow("hqt_parallel_reduce_uncond")]
    [DataRow("hqt_parallel_multiple_class")]
    [DataRow("hqt_parallel_emb1_text")]
    [DataRow("hqt_causal_emb1_class")]
    [DataRow("hqt_bidirectional_emb1_class")]
    [DataRow("hqt3_parallel_add")]
    [DataRow("hqt3_causal")]
    public void ReproducesTheReference(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using HqFixture fixture = HqFixture.Load(name);
        HqTransformer prior = fixture.Prior;

        Logits(fixture);
        HardLoss(fixture);
        SoftLossAndGradients(fixture);
        var options = new SamplerOptions { MaxBatch = (int)fixture.Codes.size(0) };
        foreach (ICodeSampler sampler in (ICodeSampler[])[((IKernelSampled)prior).CreateDecoder(options, LinearPacking.Best), ((IKernelSampled)prior).CreateDecoder(options, new LinearPacking(new VectorLinearKernel())),
            prior.CreateSampler(options with { Backend = SamplerBackend.LibTorch })])
        {
            using (sampler)
                Greedy(fixture, sampler);
        }
        fixture.Fixture.AssertAllRead();
    }

    private static void Logits(HqFixture fixture)
    {
        using IDisposable noGrad = no_grad();
        HqTransformer prior = fixture.Prior;
        CodeLayout layout = prior.Layout;
        long rows = fixture.Codes.size(0);
        Tensor[] codes = new LocalPyramids(layout).Split(fixture.Codes);
        Tensor hidden = prior.Hidden(codes, fixture.Entries, TransformerPass.Scoring); // (P - 1 + T, N, d)
        fixture.Fixture.AssertClose("out/main_hidden", hidden.transpose(0, 1));
        Tensor[] logits = prior.HeadLogits(hidden, fixture.ReadCodes, TransformerPass.Scoring);
        var expected = new List<Tensor>();
        for (int level = 0; level < layout.Count; level++)
        {
            int side = 1 << level;
            Tensor raster = logits[level].view(side, side, layout[0].Height, layout[0].Width, rows, -1).permute(4, 2, 0, 3, 1, 5).reshape(rows, layout[level].Count, -1);
            fixture.Fixture.AssertClose(fixture.Of("out/logits", level), raster);
            expected.Add(fixture.Fixture[fixture.Of("out/logits", level)].log_softmax(-1)
                .gather(2, fixture.Codes.narrow(1, layout.Offset(level), layout[level].Count).unsqueeze(-1)).squeeze(-1).neg());
        }
        if (prior.Text is { } text)
            fixture.Fixture.AssertClose("out/logits_text", text.Logits(hidden.narrow(0, 0, text.Length - 1)).transpose(0, 1));
        if (fixture.IsMisread)
            return;
        // Log-likelihoods are those of the same logits.
        Tensor nats = prior.NegativeLogLikelihood(fixture.Codes, fixture.Conditions);
        Assert.IsLessThan(1e-3f, (nats - cat([.. expected], 1)).abs().max().item<float>());
    }

    private static void HardLoss(HqFixture fixture)
    {
        using PriorLoss loss = Loss(fixture, softTargets: null);
        AssertLoss(fixture, loss, "hard");
    }

    private static void SoftLossAndGradients(HqFixture fixture)
    {
        using PriorLoss loss = Loss(fixture, fixture.SoftTargets);
        AssertLoss(fixture, loss, "soft");
        if (fixture.Fixture.Has("loss/total_backpropagated"))
            fixture.Fixture.AssertClose("loss/total_backpropagated", loss.Total);
        loss.Total.backward();
        Dictionary<string, Parameter> parameters = fixture.Prior.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string parameter in fixture.Fixture.Names("grad/"))
            fixture.Fixture.AssertClose("grad/" + parameter, parameters[parameter].grad!);
        foreach (string parameter in fixture.Fixture.Names("gradnorm/"))
            fixture.Fixture.AssertGradientNorm("gradnorm/" + parameter, parameters[parameter]);
    }

    private static PriorLoss Loss(HqFixture fixture, Tensor[]? softTargets)
    {
        HqTransformer prior = fixture.Prior;
        if (!fixture.IsMisread)
            return prior.TrainingLoss(new PriorBatch(fixture.Codes, fixture.Conditions, softTargets));
        Tensor[] codes = new LocalPyramids(prior.Layout).Split(fixture.Codes);
        Tensor hidden = prior.Hidden(codes, fixture.Entries, TransformerPass.Scoring);
        return prior.Loss(prior.HeadLogits(hidden, fixture.ReadCodes, TransformerPass.Scoring), codes, softTargets, text: null);
    }

    private static void AssertLoss(HqFixture fixture, PriorLoss loss, string kind)
    {
        for (int level = 0; level < loss.Levels.Count; level++)
            fixture.Fixture.AssertClose(fixture.Of("loss/" + kind, level), loss.Levels[level]);
        if (fixture.Prior.Text is null)
        {
            fixture.Fixture.AssertClose($"loss/{kind}_total", loss.Total);
            return;
        }
        // With a text, the fixture's total is that of the codes alone, and the sum of both is the one that was backpropagated.
        fixture.Fixture.AssertClose($"loss/{kind}_total", loss.Levels[0].add(loss.Levels[1], 4));
        using IDisposable noGrad = no_grad();
        Tensor hidden = fixture.Prior.Hidden(new LocalPyramids(fixture.Prior.Layout).Split(fixture.Codes), fixture.Entries, TransformerPass.Scoring);
        fixture.Fixture.AssertClose("loss/text", fixture.Prior.TextLoss(hidden, fixture.Entries)!);
    }

    private static void Greedy(HqFixture fixture, ICodeSampler sampler)
    {
        CodeLayout layout = fixture.Prior.Layout;
        int rows = (int)fixture.Codes.size(0);
        int[] drawn = [.. Enumerable.Repeat(-1, rows * layout.TotalCodes)];
        int[] conditions = fixture.Conditions is null ? [] : [.. fixture.Conditions.data<long>().Select(number => fixture.Prior.Condition.Classes > 0 ? GreedyClass : (int)number)];
        sampler.Sample(drawn, conditions, new ulong[rows], new SamplingOptions { TopK = 1 });
        Tensor codes = tensor(drawn, [rows, layout.TotalCodes], ScalarType.Int64);
        if (!fixture.Fixture.Names("out/").Any(name => name.StartsWith("greedy", StringComparison.Ordinal)))
        {
            AssertMostLikely(fixture, codes, conditions);
            return;
        }
        for (int level = 0; level < layout.Count; level++)
        {
            string name = fixture.Of("out/greedy", level);
            Tensor of = codes.narrow(1, layout.Offset(level), layout[level].Count);
            fixture.Fixture.AssertClose(fixture.Fixture.Has(name) ? name : name + "_raster", of);
        }
        if (layout.Count == 2)
            fixture.Fixture.AssertClose("out/greedy_bottom_by_position", new LocalPyramids(layout).Split(codes)[1].permute(2, 1, 0));
    }

    // Where the reference's sampler disagrees with its training, ours agrees with training.
    private static void AssertMostLikely(HqFixture fixture, Tensor codes, int[] conditions)
    {
        (Tensor[] logits, Tensor[] levels) = TinyPrior.Logits(fixture.Prior, codes, tensor(conditions, [codes.size(0), fixture.Prior.Condition.Length], ScalarType.Int64));
        foreach ((Tensor of, Tensor level) in logits.Zip(levels))
            CollectionAssert.AreEqual(of.argmax(1).data<long>().ToArray(), level.flatten().data<long>().ToArray());
    }
}
