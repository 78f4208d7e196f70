using System.Text.Json;
using HierVQ.Tests.Fixtures;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class VqVae2FixtureTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void Two_levels_give_the_reference_values_gradients_and_codebooks()
    {
        using Fixture fixture = Fixture.Load("vqvae2");
        using DisposeScope scope = NewDisposeScope();
        using var init = new Generator(1);
        using var model = new VqVae2(Options(fixture.Config), CPU, init);
        fixture.Import(model, "param/", "buffer/");
        CheckOutputs(fixture, model);
        CheckTrainingStep(fixture, model);
        fixture.AssertAllRead();
    }

    private static VqVae2Options Options(JsonElement config) => new()
    {
        ImageSize = config.GetProperty("size").GetInt32(),
        Channels = config.GetProperty("channel").GetInt32(),
        ResidualBlocks = config.GetProperty("n_res_block").GetInt32(),
        ResidualChannels = config.GetProperty("n_res_channel").GetInt32(),
        EmbeddingSize = config.GetProperty("embed_dim").GetInt32(),
        CodebookSize = config.GetProperty("n_embed").GetInt32(),
        Quantizer = new EmaQuantizerOptions { Decay = config.GetProperty("decay").GetDouble(), RestartUnusedCodes = false },
    };

    private static void CheckOutputs(Fixture fixture, VqVae2 model)
    {
        using IDisposable noGrad = no_grad();
        Tensor images = fixture["in/x"];
        VqVae2Pass pass = model.Run(images);
        Tensor codes = model.Encode(images);
        foreach ((int level, string name) in (ReadOnlySpan<(int, string)>)[(0, "top"), (1, "bottom")])
        {
            long[] shape = fixture["out/code_" + name].shape;
            fixture.AssertClose("out/code_" + name, pass.Levels[level].Codes.reshape(shape));
            fixture.AssertClose("out/code_" + name, codes.narrow(1, model.Layout.Offset(level), model.Layout[level].Count).reshape(shape));
            fixture.AssertClose("out/quant_" + name, pass.Levels[level].Map);
        }
        fixture.AssertClose("out/recon", pass.Reconstruction);
        fixture.AssertClose("out/decode_code", model.Decode(codes));
        // The reference weighs the sum of both with 0.25 outside, here each carries it.
        fixture.AssertClose("loss/eval_diff", pass.Levels[0].Loss.add(pass.Levels[1].Loss).mul(4).reshape(1));
    }

    private static void CheckTrainingStep(Fixture fixture, VqVae2 model)
    {
        model.train();
        using ITokenizerObjective objective = model.CreateObjective();
        TokenizerLoss loss = objective.Loss(fixture["in/x"], new TrainingMoment(0, 1, 1));
        loss.Total.backward();
        fixture.AssertClose("loss/train_mse", loss.SquaredError!);
        fixture.AssertClose("loss/train_total", loss.Total);
        Dictionary<string, Parameter> parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string name in fixture.Names("gradnorm/"))
            fixture.AssertGradientNorm("gradnorm/" + name, parameters[name]);
        Dictionary<string, Tensor> state = model.state_dict();
        foreach (string name in fixture.Names("after/"))
        {
            Tensor ours = state[Ours(name)];
            fixture.AssertClose("after/" + name, ours.dim() == 2 ? ours.t() : ours);
        }
    }

    // The reference keeps its codebooks transposed.
    private static string Ours(string name) => name
        .Replace(".embed", ".codebook.embedding", StringComparison.Ordinal)
        .Replace(".cluster_size", ".codebook.cluster_size", StringComparison.Ordinal);
}
