using System.Text.Json;
using HierVQ.Quantization;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class ResidualQuantizerFixtureTests
{
    // The reference's codebooks end in a row of zeros that no code selects; ours have none.
    private static readonly (string Theirs, string Ours)[] s_names = [("weight", "embedding"), ("embed_ema", "embedding_avg"), ("cluster_size_ema", "cluster_size")];

    [TestMethod]
    [TestCategory("Fixture")]
    [DataRow("rq_quantizer_shared")]
    [DataRow("rq_quantizer_separate")]
    public void Residual_quantization_gives_the_values_gradients_and_codebooks_of_RqVae(string name)
    {
        using Fixture fixture = Fixture.Load(name);
        using DisposeScope scope = NewDisposeScope();
        CheckEvaluation(fixture);
        CheckTraining(fixture, "train", restart: false);
        CheckTraining(fixture, "restart", restart: true);
        fixture.AssertAllRead();
    }

    private static void CheckEvaluation(Fixture fixture)
    {
        using ResidualQuantizer quantizer = Quantizer(fixture, restart: false);
        quantizer.eval();
        Tensor x = fixture["in/x"].clone().requires_grad_();
        long[] map = x.shape[..3], depth = [quantizer.Depth];
        QuantizedVectors quantized = quantizer.QuantizeVectors(x.flatten(0, 2));
        fixture.AssertClose("out/eval/codes", quantized.Codes.view([.. map, .. depth]));
        fixture.AssertClose("out/eval/quantized", quantized.Vectors.view(x.shape));
        fixture.AssertClose("loss/eval/commitment", quantized.Loss);
        (fixture["in/w"].mul(quantized.Vectors.view(x.shape)).sum() + 0.25 * quantized.Loss).backward();
        fixture.AssertClose("grad/x", x.grad!);

        Tensor codes = quantizer.Nearest(x.flatten(0, 2));
        fixture.AssertClose("out/eval/codes", codes.view([.. map, .. depth]));
        fixture.AssertClose("out/eval/embed_code", quantizer.Lookup(codes).view(x.shape));
        Tensor apart = stack(Enumerable.Range(0, quantizer.Depth).Select(d => quantizer.LookupDepth(codes, d)), 1); // (M, Depth, D)
        fixture.AssertClose("out/eval/embed_code_with_depth", apart.view([.. map, .. depth, -1]));
        for (int d = 0; d < quantizer.Depth; d++)
            fixture.AssertClose($"out/eval/partial_sum{d}", quantizer.Lookup(codes, d + 1).view(x.shape));
        foreach (string name in fixture.Names("out/eval/embed_partial_add"))
            fixture.AssertClose("out/eval/embed_partial_add" + name, quantizer.Lookup(codes, int.Parse(name) + 1).view(x.shape));
        foreach (string name in fixture.Names("out/eval/embed_partial_select"))
            fixture.AssertClose("out/eval/embed_partial_select" + name, quantizer.LookupDepth(codes, int.Parse(name)).view(x.shape));
        foreach (string name in fixture.Names("out/eval/soft_codes_temp"))
        {
            Tensor soft = quantizer.SoftCodes(x.flatten(0, 2), double.Parse(name, System.Globalization.CultureInfo.InvariantCulture));
            fixture.AssertClose("out/eval/soft_codes_temp" + name, soft.view([.. map, .. depth, -1]));
            fixture.AssertClose("out/eval/soft_hard_codes", soft.argmax(2).view([.. map, .. depth]));
        }
    }

    private static void CheckTraining(Fixture fixture, string variant, bool restart)
    {
        using ResidualQuantizer quantizer = Quantizer(fixture, restart);
        quantizer.train();
        Tensor x = fixture["in/x"];
        QuantizedVectors quantized = quantizer.QuantizeVectors(x.flatten(0, 2));
        fixture.AssertClose($"out/{variant}/codes", quantized.Codes.view([.. x.shape[..3], quantizer.Depth]));
        fixture.AssertClose($"out/{variant}/quantized", quantized.Vectors.view(x.shape));
        fixture.AssertClose($"loss/{variant}/commitment", quantized.Loss);
        Dictionary<string, Tensor> state = quantizer.state_dict();
        foreach (string name in fixture.Names($"after/{variant}/codebook"))
        {
            string[] parts = name.Split('.');
            Tensor ours = state[$"codebooks.{parts[0]}.{s_names.Single(pair => pair.Theirs == parts[1]).Ours}"];
            fixture.AssertClose($"after/{variant}/codebook{name}", parts[1] == "weight" ? cat([ours, zeros(1, ours.size(1))], 0) : ours);
        }
    }

    // The commitment unweighted, as the fixture has it.
    private static ResidualQuantizer Quantizer(Fixture fixture, bool restart)
    {
        JsonElement config = fixture.Config;
        int depth = config.GetProperty("code_shape")[2].GetInt32();
        bool shared = config.GetProperty("shared_codebook").GetBoolean();
        var options = new EmaCodebookOptions
        {
            Size = config.GetProperty("n_embed").GetInt32(),
            VectorSize = config.GetProperty("latent_shape")[2].GetInt32(),
            Decay = config.GetProperty("decay").GetDouble(),
            Epsilon = config.GetProperty("eps").GetDouble(),
            RestartUnused = restart,
        };
        var draws = new RecordedDraws(fixture);
        using var init = new Generator(1);
        Codebook[] codebooks = [.. Enumerable.Range(0, shared ? 1 : depth).Select(_ => new EmaCodebook(options, init, draws, CPU))];
        var quantizer = new ResidualQuantizer(codebooks, depth, commitmentWeight: 1);
        Dictionary<string, Tensor> state = quantizer.state_dict();
        foreach (string name in fixture.Names("in/codebook"))
        {
            string[] parts = name.Split('.');
            Tensor ours = state[$"codebooks.{parts[0]}.{s_names.Single(pair => pair.Theirs == parts[1]).Ours}"];
            ours.copy_(fixture[$"in/codebook{name}"].narrow(0, 0, ours.size(0)));
        }
        return quantizer;
    }
}
