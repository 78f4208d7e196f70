using System.Text.Json;
using System.Text.RegularExpressions;
using HierVQ.Quantization;
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

    [TestMethod]
    [TestCategory("Fixture")]
    public void Learned_resizing_gives_the_reference_values_gradients_and_codebooks()
    {
        using Fixture fixture = Fixture.Load("hqvae_conv");
        using DisposeScope scope = NewDisposeScope();
        using var init = new Generator(1);
        HqVaeOptions options = Options(fixture.Config, fixture.Config.GetProperty("upsample").GetString()!);
        options.FeatureLossWeight = 1;
        using var model = new HqVae(options, CPU, init);
        fixture.Import(model, "param/generator.", "buffer/generator.");
        CheckOutputs(fixture, "featrecon", model);
        CheckInterface(fixture, "featrecon", model);
        CheckBottomCommitment(fixture, "featrecon", model);
        CheckTrainingStep(fixture, "featrecon", model);
    }

    [TestMethod]
    [TestCategory("Fixture")]
    public void Three_levels_give_the_reference_values_gradients_and_codebooks()
    {
        using Fixture fixture = Fixture.Load("hqvae_3level");
        using DisposeScope scope = NewDisposeScope();
        using HqVae model = MakeLevels(fixture, dropFinest: true), whole = MakeLevels(fixture, dropFinest: false);
        CheckLevels(fixture, model);
        CheckLevelsTraining(fixture, model);
        whole.train();
        using ITokenizerObjective objective = whole.CreateObjective();
        fixture.AssertClose("loss/train/total_all", objective.Loss(fixture["in/x"], new TrainingMoment(0, 1, 1)).Total);
        fixture.AssertAllRead();
    }

    private static HqVae MakeLevels(Fixture fixture, bool dropFinest)
    {
        JsonElement config = fixture.Config, aux = config.GetProperty("hparams_aux");
        HqVaeOptions options = Options(config, aux.GetProperty("upsample").GetString()!);
        options.Levels = aux.GetProperty("code_levels").GetInt32();
        options.DropFinestCommitment = dropFinest;
        using var init = new Generator(1);
        var model = new HqVae(options, CPU, init);
        fixture.Import(model, "param/", "buffer/");
        return model;
    }

    private static void CheckLevels(Fixture fixture, HqVae model)
    {
        using IDisposable noGrad = no_grad();
        Tensor images = fixture["in/x"], codes = model.Encode(images);
        HqVaePass pass = model.Run(images);
        IReadOnlyList<Tensor> soft = model.SoftCodes(model.EncodeLatents(images), 1);
        Tensor residuals = zeros([]);
        Tensor sum = pass.Levels[0].Map;
        for (int level = 0; level < model.Layout.Count; level++)
        {
            Tensor expected = fixture[$"out/code{level}"];
            fixture.AssertClose($"out/code{level}", pass.Levels[level].Codes.reshape(expected.shape));
            fixture.AssertClose($"out/code{level}", codes.narrow(1, model.Layout.Offset(level), model.Layout[level].Count).reshape(expected.shape));
            fixture.AssertClose($"out/feature{level}", pass.Features[level]);
            fixture.AssertClose($"out/soft{level}_image0", soft[level][0]);
            fixture.AssertClose($"loss/eval_commit{level}", pass.Levels[level].Loss);
            if (level == 0)
                continue;
            fixture.AssertClose($"out/residual{level}", pass.Residuals[level]);
            residuals = residuals.add(pass.Residuals[level].mean());
            sum = nn.functional.pixel_shuffle(sum, 2).add(pass.Levels[level].Map);
        }
        fixture.AssertClose("loss/eval_residual_mean", residuals);
        fixture.AssertClose("out/quant", sum);
        fixture.AssertClose("out/recon", pass.Reconstruction);
        fixture.AssertClose("out/recon", model.Decode(codes));
        fixture.AssertClose("out/decode_top_only", model.Decode(codes, 1));
    }

    private static void CheckLevelsTraining(Fixture fixture, HqVae model)
    {
        model.train();
        using ITokenizerObjective objective = model.CreateObjective();
        TokenizerLoss loss = objective.Loss(fixture["in/x"], new TrainingMoment(0, 1, 1));
        loss.Total.backward();
        fixture.AssertClose("loss/train/mse", loss.SquaredError!);
        fixture.AssertClose("loss/train/total_reference", loss.Total);
        CheckGradients(fixture, "", model, name => true);
        Dictionary<string, Tensor> state = model.state_dict();
        foreach (string name in fixture.Names("after/train/"))
            fixture.AssertClose($"after/train/{name}", state[Ours(name)]);
    }

    private static HqVaeOptions Options(JsonElement config, string variant)
    {
        JsonElement network = config.GetProperty("hparams");
        Assert.IsFalse(network.GetProperty("double_z").GetBoolean());
        string resizing = variant.TrimEnd([.. "0123456789"]);
        return new HqVaeOptions
        {
            ImageSize = network.GetProperty("resolution").GetInt32(),
            Channels = network.GetProperty("ch").GetInt32(),
            ChannelMultipliers = Numbers(network.GetProperty("ch_mult")),
            ResidualBlocks = network.GetProperty("num_res_blocks").GetInt32(),
            AttentionResolutions = Numbers(network.GetProperty("attn_resolutions")),
            LatentChannels = network.GetProperty("z_channels").GetInt32(),
            EmbeddingSize = config.GetProperty("embed_dim").GetInt32(),
            CodebookSize = config.TryGetProperty("n_embed", out JsonElement size)
                ? size.GetInt32()
                : Numbers(config.GetProperty("n_embed_levels")),
            Resizing = resizing switch
            {
                "pixelshuffle" => LevelResizing.PixelShuffle,
                "nearest" => LevelResizing.Average,
                "conv" => LevelResizing.Convolution,
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

    private static int[] Numbers(JsonElement numbers) => [.. numbers.EnumerateArray().Select(element => element.GetInt32())];

    // The published quantizers are their codebooks; ours have one.
    private static string Ours(string name) => Regex.Replace(name, @"^(quantize_.|quantizers\.\d+)\.", "$1.codebook.");

    private static void CheckOutputs(Fixture fixture, string variant, HqVae model)
    {
        using IDisposable noGrad = no_grad();
        HqVaePass pass = model.Run(fixture["in/x"]);
        (Quantized top, Quantized bottom) = (pass.Levels[0], pass.Levels[1]);
        fixture.AssertClose($"out/{variant}/h", pass.Features[1]);
        fixture.AssertClose($"out/{variant}/h_top", pass.Features[0]);
        fixture.AssertClose($"out/{variant}/quant_top", top.Map);
        fixture.AssertClose($"out/{variant}/residual", pass.Residuals[1]);
        fixture.AssertClose($"out/{variant}/quant_bottom", bottom.Map);
        fixture.AssertClose($"out/{variant}/recon", pass.Reconstruction);
        fixture.AssertClose($"loss/{variant}/eval_commit_top", top.Loss);
        fixture.AssertClose($"loss/{variant}/eval_commit_bottom", bottom.Loss);
        fixture.AssertClose($"loss/{variant}/eval_residual_l1", pass.Residuals[1].abs().mean());
        fixture.AssertClose($"out/{variant}/code_top", top.Codes.unflatten(1, [model.Layout[0].Height, model.Layout[0].Width]));
        fixture.AssertClose($"out/{variant}/code_bottom", bottom.Codes.unflatten(1, [model.Layout[1].Height, model.Layout[1].Width]));
        fixture.AssertClose($"out/{variant}/decode_top_only", model.Decode([top.Codes, null]));
        fixture.AssertClose($"out/{variant}/decode_bottom_only", model.Decode([null, bottom.Codes]));
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
        model.Run(fixture["in/x"]).Levels[1].Loss.backward();
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
