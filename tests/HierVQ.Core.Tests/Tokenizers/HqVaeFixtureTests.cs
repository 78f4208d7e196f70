using System.Text.Json;
using System.Text.RegularExpressions;
using HierVQ.Losses;
using HierVQ.Quantization;
using HierVQ.Tests.Fixtures;
using HierVQ.Tests.Losses;
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
        using HqVae model = MakeConvolution(fixture, options => options.FeatureLossWeight = Setting(fixture, "featrecon", "residual_l1_weight", otherwise: 0));
        CheckOutputs(fixture, "featrecon", model);
        CheckInterface(fixture, "featrecon", model);
        CheckBottomCommitment(fixture, "featrecon", model);
        CheckTrainingStep(fixture, "featrecon", model);
        string lpips = LossFixture.WriteLpips(fixture, "lpips.");
        try
        {
            foreach (JsonProperty variant in fixture.Config.GetProperty("loss_variants").EnumerateObject())
                CheckObjective(fixture, variant.Name, lpips);
            CheckStart(fixture);
        }
        finally
        {
            File.Delete(lpips);
        }
        CheckJudges(fixture);
        fixture.AssertAllRead();
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

    private static HqVae MakeConvolution(Fixture fixture, Action<HqVaeOptions> change)
    {
        HqVaeOptions options = Options(fixture.Config, fixture.Config.GetProperty("upsample").GetString()!);
        change(options);
        using var init = new Generator(1);
        var model = new HqVae(options, CPU, init);
        fixture.Import(model, "param/generator.", "buffer/generator.");
        return model;
    }

    // The three settings with which the paper compares learned resizing, each with everything that its published training has.
    private static void CheckObjective(Fixture fixture, string variant, string lpips)
    {
        string settings = Settings(fixture, variant);
        var moment = new TrainingMoment(0, 100, 10);
        var start = (long)Setting(fixture, variant, "bottom_start", otherwise: 1e11);
        bool hasTop = start <= moment.Step;
        using HqVae model = MakeConvolution(fixture, options =>
        {
            options.FeatureLossWeight = Setting(fixture, variant, "residual_l1_weight", otherwise: 0);
            options.TopReconstructionStart = start;
            options.Perceptual = new PerceptualLossOptions { WeightsFile = lpips, TopReconstruction = settings.Contains("use_perceptual_top", StringComparison.Ordinal) };
            options.Adversarial = Adversarial(fixture.Config.GetProperty("hparams_disc"));
            options.Adversarial.TopReconstruction = settings.Contains("use_adversarial_top", StringComparison.Ordinal);
        });
        using ITokenizerObjective objective = model.CreateObjective();
        LossFixture.Fill(objective.Critic!, fixture, "discriminator.");
        model.train();
        (string outputs, string losses, string norms) = ($"out/gan_{variant}/", $"loss/gan_{variant}/", $"gradnorm/gan_{variant}/");

        TokenizerLoss loss = objective.Loss(fixture["in/x"], moment);
        loss.Total.backward();
        fixture.AssertClose(losses + "generator_total", loss.Total);
        Tensor features = loss.Terms.Any(term => term.Name == "feature_loss") ? Term(loss.Terms, "feature_loss") : zeros([]);
        fixture.AssertClose(losses + "total_loss", loss.Total.sub(features));
        foreach (string name in (string[])["p_loss", "nll_loss", "quant_loss", "g_loss", "d_weight"])
            fixture.AssertClose(losses + name, Term(loss.Terms, name));
        // What the reference reports under this name has the perceptual loss in it.
        fixture.AssertClose(losses + "rec_loss", Term(loss.Terms, "nll_loss"));
        fixture.AssertClose(losses + "disc_factor", tensor((float)((HqVaeOptions)model.Options).Adversarial!.Factor));

        Tensor critic = objective.CriticLoss(fixture["in/x"], moment)!;
        critic.backward();
        fixture.AssertClose(losses + "disc_total", critic);
        foreach (string name in (string[])["disc_loss", "logits_real", "logits_fake"])
            fixture.AssertClose(losses + "disc_" + name, Term(objective.CriticTerms, name));

        Dictionary<string, Parameter> parameters = model.named_parameters()
            .Concat(objective.Critic!.named_parameters().Select(pair => (name: "discriminator." + pair.name, pair.parameter)))
            .ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string name in fixture.Names(norms))
            fixture.AssertGradientNorm(norms + name, parameters[name]);

        using HqVae again = MakeConvolution(fixture, options => options.TopReconstructionStart = 0);
        again.train();
        TokenizerPass pass = again.Pass(fixture["in/x"], moment);
        // Top alone comes first where there are both.
        fixture.AssertClose(outputs + (hasTop ? "recon1" : "recon0"), pass.Reconstruction);
        if (hasTop)
            fixture.AssertClose(outputs + "recon0", pass.TopReconstruction!);
    }

    private static string Settings(Fixture fixture, string variant) => fixture.Config.GetProperty("loss_variants").GetProperty(variant).GetString()!;

    // "name=number" in the text by which the fixture describes a variant.
    private static double Setting(Fixture fixture, string variant, string name, double otherwise) =>
        Regex.Match(Settings(fixture, variant), $@"{name}=([0-9.e+]+)") is { Success: true } match
            ? double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            : otherwise;

    private static AdversarialLossOptions Adversarial(JsonElement config)
    {
        Assert.AreEqual(1, config.GetProperty("codebook_weight").GetDouble());
        return new AdversarialLossOptions
        {
            Layers = config.GetProperty("disc_num_layers").GetInt32(),
            Channels = config.GetProperty("disc_ndf").GetInt32(),
            Norm = LossFixture.Norm(config),
            Weight = config.GetProperty("disc_weight").GetDouble(),
            StartStep = config.GetProperty("disc_start").GetInt64(),
        };
    }

    // The reference's factor of the adversary, by step: here it takes part or it does not.
    private static void CheckStart(Fixture fixture)
    {
        using HqVae model = MakeConvolution(fixture, options =>
        {
            options.Adversarial = Adversarial(fixture.Config.GetProperty("hparams_disc"));
            options.Adversarial.StartStep = 5;
        });
        using ITokenizerObjective objective = model.CreateObjective();
        foreach ((string name, long step) in (ReadOnlySpan<(string, long)>)[("before", 4), ("at", 5)])
        {
            bool takesPart = objective.Loss(fixture["in/x"], new TrainingMoment(step, 10, 10)).Terms.Any(term => term.Name == "g_loss");
            fixture.AssertClose("loss/adopt_weight_" + name, tensor(takesPart ? 1f : 0));
        }
    }

    private static void CheckJudges(Fixture fixture)
    {
        using IDisposable noGrad = no_grad();
        using Lpips lpips = LossFixture.Lpips(fixture, "lpips.");
        fixture.AssertClose("out/lpips_x_y", lpips.Distance(fixture["in/y"], lpips.Features(fixture["in/x"])).view(-1, 1, 1, 1));
        AdversarialLossOptions options = Adversarial(fixture.Config.GetProperty("hparams_disc"));
        using PatchDiscriminator discriminator = LossFixture.Discriminator(fixture, "discriminator.", options.Layers, options.Channels, options.Norm);
        fixture.AssertClose("out/disc_x", discriminator.call(fixture["in/x"]));
    }

    private static Tensor Term(IReadOnlyList<LossTerm> terms, string name) => terms.Single(term => term.Name == name).Value;

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
        }
        fixture.AssertClose("loss/eval_residual_mean", residuals);
        // What the levels above say, and the finest level with it.
        fixture.AssertClose("out/quant", pass.Features[^1].sub(pass.Residuals[^1]).add(pass.Levels[^1].Map));
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
        if (config.TryGetProperty("hparams_aux", out JsonElement aux) && aux.TryGetProperty("shared_codebook", out JsonElement shared))
            Assert.IsFalse(shared.GetBoolean(), "no published model has one codebook for both levels");
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
