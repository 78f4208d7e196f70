using System.Text.Json;
using HierVQ.Quantization;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

/// <summary>The other order of updates, as a well-known re-implementation of residual quantization has it.</summary>
[TestClass]
public sealed class LucidResidualFixtureTests
{
    private static readonly (string Theirs, string Ours)[] s_names = [("embed", "embedding"), ("embed_avg", "embedding_avg"), ("cluster_size", "cluster_size")];

    [TestMethod]
    [TestCategory("Fixture")]
    [DataRow("lucid_residual_vq")]
    [DataRow("lucid_residual_vq_shared")]
    public void Codebooks_rewritten_after_the_last_depth_become_those_of_the_reference(string name)
    {
        using Fixture fixture = Fixture.Load(name);
        using DisposeScope scope = NewDisposeScope();
        using ResidualQuantizer quantizer = Quantizer(fixture);
        Tensor x = fixture["in/x"].clone().requires_grad_();
        quantizer.eval();
        QuantizedVectors evaluated = quantizer.QuantizeVectors(x.flatten(0, 1));
        fixture.AssertClose("out/eval/indices", evaluated.Codes.view([.. x.shape[..2], quantizer.Depth]));
        fixture.AssertClose("out/eval/quantized", evaluated.Vectors.view(x.shape));
        fixture.AssertClose("out/eval/all_codes", stack(Enumerable.Range(0, quantizer.Depth).Select(depth => quantizer.LookupDepth(evaluated.Codes, depth).view(x.shape)), 0));

        quantizer.train();
        // The reference's loss a depth is the error of the partial sum, with the table of the step.
        Tensor errors = stack(Enumerable.Range(1, quantizer.Depth).Select(depths => (x.flatten(0, 1) - quantizer.Lookup(evaluated.Codes, depths)).square().mean()));
        fixture.AssertClose("loss/train/per_depth", errors);
        QuantizedVectors trained = quantizer.QuantizeVectors(x.flatten(0, 1));
        fixture.AssertClose("out/train/indices", trained.Codes.view([.. x.shape[..2], quantizer.Depth]));
        fixture.AssertClose("out/train/quantized", trained.Vectors.view(x.shape));
        Assert.AreEqual(errors.mean().item<float>(), trained.Loss.item<float>(), 1e-5f);
        // It passes the gradient straight through at every depth, where RQ-VAE does so once for the sum, and adds up the depths' losses, where
        // RQ-VAE takes their mean: both come to the depth times ours.
        ((fixture["in/w"].mul(trained.Vectors.view(x.shape)).sum() + trained.Loss) * quantizer.Depth).backward();
        fixture.AssertClose("grad/x", x.grad!);
        Dictionary<string, Tensor> state = quantizer.state_dict();
        foreach (string after in fixture.Names("after/codebook"))
            fixture.AssertClose("after/codebook" + after, state[Ours(after)]);
        fixture.AssertAllRead();
    }

    private static ResidualQuantizer Quantizer(Fixture fixture)
    {
        JsonElement config = fixture.Config;
        Assert.IsFalse(config.GetProperty("rotation_trick").GetBoolean());
        Assert.AreEqual(0, config.GetProperty("threshold_ema_dead_code").GetInt32());
        var options = new EmaCodebookOptions
        {
            Size = config.GetProperty("codebook_size").GetInt32(),
            VectorSize = config.GetProperty("dim").GetInt32(),
            Decay = config.GetProperty("decay").GetDouble(),
            Epsilon = config.GetProperty("eps").GetDouble(),
            RestartUnused = false,
        };
        int depth = config.GetProperty("num_quantizers").GetInt32();
        using var init = new Generator(1);
        using var random = new Generator(2);
        Codebook[] codebooks = [.. Enumerable.Range(0, config.GetProperty("shared_codebook").GetBoolean() ? 1 : depth).Select(_ => new EmaCodebook(options, init, random, CPU))];
        var quantizer = new ResidualQuantizer(codebooks, depth, config.GetProperty("commitment_weight").GetDouble(), ResidualUpdate.AfterLastDepth);
        Dictionary<string, Tensor> state = quantizer.state_dict();
        foreach (string name in fixture.Names("in/codebook"))
            state[Ours(name)].copy_(fixture["in/codebook" + name]);
        return quantizer;
    }

    private static string Ours(string name)
    {
        string[] parts = name.Split('.');
        return $"codebooks.{parts[0]}.{s_names.Single(pair => pair.Theirs == parts[1]).Ours}";
    }
}
