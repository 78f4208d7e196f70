using System.Text.Json;
using HierVQ.Tests.Fixtures;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class HqVaeFixtureTests
{
    private const string BottomCommitmentOnly = "bottom_commit_only.";

    [TestMethod]
    [TestCategory("Fixture")]
    public void Two_levels_give_the_reference_values_gradients_and_codebooks()
    {
        using Fixture fixture = Fixture.Load("hqvae_2level");
        foreach (JsonElement variant in fixture.Config.GetProperty("variants").EnumerateArray())
        {
            using DisposeScope scope = NewDisposeScope();
            string name = variant.GetString()!;
            using var init = new Generator(1);
            using var model = new HqVae(Options(fixture.Config, name), CPU, init);
            fixture.Import(model, "param/", $"buffer/{name}/");
            CheckOutputs(fixture, name, model);
            CheckInterface(fixture, name, model);
            CheckBottomCommitment(fixture, name, model);
            CheckTrainingStep(fixture, name, model);
        }
        fixture.AssertAllRead();
    }

    private static HqVaeOptions Options(JsonElement config, string variant)
    {
        JsonElement network = config.GetProperty("hparams");
        Assert.AreEqual("simrqgan2", config.GetProperty("type").GetString());
        Assert.IsFalse(network.GetProperty("double_z").GetBoolean());
        Assert.IsFalse(config.GetProperty("hparams_aux").GetProperty("shared_codebook").GetBoolean());
        string resizing = variant.TrimEnd([.. "0123456789"]);
        return new HqVaeOptions
        {
            ImageSize = network.GetProperty("resolution").GetInt32(),
            Channels = network.GetProperty("ch").GetInt32(),
            ChannelMultipliers = [.. network.GetProperty("ch_mult").EnumerateArray().Select(element => element.GetInt32())],
            ResidualBlocks = network.GetProperty("num_res_blocks").GetInt32(),
            AttentionResolutions = [.. network.GetProperty("attn_resolutions").EnumerateArray().Select(element => element.GetInt32())],
            LatentChannels = network.GetProperty("z_channels").GetInt32(),
            EmbeddingSize = config.GetProperty("embed_dim").GetInt32(),
            CodebookSize = config.GetProperty("n_embed").GetInt32(),
            Resizing = resizing switch
            {
                "pixelshuffle" => LevelResizing.PixelShuffle,
                "nearest" => LevelResizing.Average,
                _ => throw new NotSupportedException($"The fixture's variant {variant} is unknown."),
            },
            ResizeFactor = resizing.Length < variant.Length ? int.Parse(variant[resizing.Length..]) : 2,
            InitialDownsample = network.GetProperty("use_init_downsample").GetBoolean(),
            MidBlock = network.GetProperty("use_mid_block").GetBoolean(),
            Attention = network.GetProperty("use_attn").GetBoolean(),
            Dropout = network.GetProperty("pdrop").GetDouble(),
            Quantizer = new EmaQuantizerOptions { RestartUnusedCodes = false },
        };
    }

    // The published quantizers are their codebooks; ours have one.
    private static string Ours(string name) =>
        name.Replace("quantize_t.", "quantize_t.codebook.", StringComparison.Ordinal).Replace("quantize_b.", "quantize_b.codebook.", StringComparison.Ordinal);

    private static void CheckOutputs(Fixture fixture, string variant, HqVae model)
    {
        using IDisposable noGrad = no_grad();
        HqVaePass pass = model.Run(fixture["in/x"]);
        fixture.AssertClose($"out/{variant}/h", pass.Features);
        fixture.AssertClose($"out/{variant}/h_top", pass.TopFeatures);
        fixture.AssertClose($"out/{variant}/quant_top", pass.Top.Map);
        fixture.AssertClose($"out/{variant}/residual", pass.Residual);
        fixture.AssertClose($"out/{variant}/quant_bottom", pass.Bottom.Map);
        fixture.AssertClose($"out/{variant}/recon", pass.Reconstruction);
        fixture.AssertClose($"loss/{variant}/eval_commit_top", pass.Top.Loss);
        fixture.AssertClose($"loss/{variant}/eval_commit_bottom", pass.Bottom.Loss);
        fixture.AssertClose($"loss/{variant}/eval_residual_l1", pass.Residual.abs().mean());
        fixture.AssertClose($"out/{variant}/code_top", pass.Top.Codes.unflatten(1, [model.Layout[0].Height, model.Layout[0].Width]));
        fixture.AssertClose($"out/{variant}/code_bottom", pass.Bottom.Codes.unflatten(1, [model.Layout[1].Height, model.Layout[1].Width]));
        fixture.AssertClose($"out/{variant}/decode_top_only", model.Decode(pass.Top.Codes, null));
        fixture.AssertClose($"out/{variant}/decode_bottom_only", model.Decode(null, pass.Bottom.Codes));
    }

    private static void CheckInterface(Fixture fixture, string variant, HqVae model)
    {
        Tensor images = fixture["in/x"];
        Tensor codes = model.Encode(images);
        int top = model.Layout[0].Count, bottom = model.Layout[1].Count;
        fixture.AssertClose($"out/{variant}/code_top", codes.narrow(1, 0, top).reshape(fixture[$"out/{variant}/code_top"].shape));
        fixture.AssertClose($"out/{variant}/code_bottom", codes.narrow(1, top, bottom).reshape(fixture[$"out/{variant}/code_bottom"].shape));
        fixture.AssertClose($"out/{variant}/recon", model.Decode(codes));
        fixture.AssertClose($"out/{variant}/decode_top_only", model.Decode(codes, 1));

        Tensor latents = model.EncodeLatents(images);
        CollectionAssert.AreEqual((long[])[images.shape[0], model.LatentSize], latents.shape);
        IReadOnlyList<Tensor> soft = model.SoftCodes(latents, 1);
        fixture.AssertClose($"out/{variant}/soft_top_image0", soft[0][0]);
        fixture.AssertClose($"out/{variant}/soft_bottom_image0", soft[1][0]);
    }

    private static void CheckBottomCommitment(Fixture fixture, string variant, HqVae model)
    {
        model.Run(fixture["in/x"]).Bottom.Loss.backward();
        CheckGradients(fixture, $"{variant}/{BottomCommitmentOnly}", model, name => true);
        model.zero_grad();
    }

    private static void CheckTrainingStep(Fixture fixture, string variant, HqVae model)
    {
        model.train();
        using ITokenizerObjective objective = model.CreateObjective();
        TokenizerLoss loss = objective.Loss(fixture["in/x"], new TrainingMoment(0, 1, 1));
        loss.Total.backward();
        fixture.AssertClose($"loss/{variant}/train/mse", loss.SquaredError!);
        fixture.AssertClose($"loss/{variant}/train/total", loss.Total);
        CheckGradients(fixture, $"{variant}/", model, name => !name.StartsWith(BottomCommitmentOnly, StringComparison.Ordinal));
        Dictionary<string, Tensor> state = model.state_dict();
        foreach (string name in fixture.Names($"after/{variant}/train/"))
            fixture.AssertClose($"after/{variant}/train/{name}", state[Ours(name)]);
    }

    private static void CheckGradients(Fixture fixture, string prefix, HqVae model, Func<string, bool> belongs)
    {
        Dictionary<string, Parameter> parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string name in fixture.Names("gradnorm/" + prefix).Where(belongs))
            fixture.AssertGradientNorm("gradnorm/" + prefix + name, parameters[name]);
        foreach (string name in fixture.Names("grad/" + prefix).Where(belongs))
            fixture.AssertClose("grad/" + prefix + name, parameters[name].grad!);
    }
}
