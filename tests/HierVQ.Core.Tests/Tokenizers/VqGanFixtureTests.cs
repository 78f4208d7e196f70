using System.Text.Json;
using HierVQ.Layers;
using HierVQ.Losses;
using HierVQ.Metrics;
using HierVQ.Quantization;
using HierVQ.Tests.Fixtures;
using HierVQ.Tests.Losses;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class VqGanFixtureTests
{
    private const string Perceptual = "loss.perceptual_loss.", Discriminator = "loss.discriminator.";
    private static readonly TrainingMoment First = new(0, 100, 10);

    [TestMethod]
    [TestCategory("Fixture")]
    public void It_gives_the_reference_values_losses_and_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqgan");
        string lpips = LossFixture.WriteLpips(fixture, Perceptual);
        try
        {
            using var model = (VqGan)Options(fixture.Config, lpips).Create(CPU);
            fixture.Import(model, "param/", "buffer/");
            CheckOutputs(fixture, model);
            CheckQuantizer(fixture, model);
            CheckTerms(fixture);
            CheckBeforeTheDiscriminator(fixture, model, lpips);
            CheckTrainingStep(fixture, model);
        }
        finally
        {
            File.Delete(lpips);
        }
        fixture.AssertAllRead();
    }

    private static VqGanOptions Options(JsonElement config, string lpips)
    {
        VqGanOptions options = BackboneConfig.Apply(new VqGanOptions(), config.GetProperty("ddconfig"));
        JsonElement discriminator = config.GetProperty("disc");
        options.EmbeddingSize = config.GetProperty("embed_dim").GetInt32();
        options.CodebookSize = config.GetProperty("n_embed").GetInt32();
        Assert.AreEqual(CodebookLossForm.Legacy, ((GradientQuantizerOptions)options.Quantizer).LossForm, "as published is the default");
        ((GradientQuantizerOptions)options.Quantizer).CommitmentWeight = config.GetProperty("beta").GetDouble();
        options.Perceptual = new PerceptualLossOptions { WeightsFile = lpips };
        options.Adversarial = new AdversarialLossOptions
        {
            Layers = discriminator.GetProperty("n_layers").GetInt32(),
            Channels = discriminator.GetProperty("ndf").GetInt32(),
            Norm = LossFixture.Norm(discriminator),
        };
        return options;
    }

    private static void CheckOutputs(Fixture fixture, VqGan model)
    {
        using IDisposable noGrad = no_grad();
        Tensor images = fixture["in/x"], codes = model.Encode(images);
        fixture.AssertClose("out/encoder", model.Encoded(images));
        fixture.AssertClose("out/z", model.Features(images));
        fixture.AssertClose("out/indices", codes.unflatten(1, [model.Layout[0].Height, model.Layout[0].Width]));
        Tensor quantized = model.Codebook(0).index_select(0, codes.flatten());
        fixture.AssertClose("out/quant", Vectors.ToMap(quantized.unflatten(0, [images.size(0), model.Layout[0].Height, model.Layout[0].Width])));
        fixture.AssertClose("out/recon", model.Decode(codes));
        fixture.AssertClose("out/recon", model.Pass(images, First).Reconstruction);
        fixture.AssertClose("out/decode_of_z_free", model.Reconstruct(fixture["in/z_free"]));
        var usage = new CodeUsage(model.Layout);
        usage.Add([.. codes.data<long>().Select(code => (int)code)]);
        fixture.AssertClose("out/perplexity", tensor((float)usage.Perplexities[0]));
    }

    // Both forms of the loss: on which of the two terms beta sits shows in the gradients alone.
    private static void CheckQuantizer(Fixture fixture, VqGan model)
    {
        using var init = new Generator(1);
        var options = (GradientQuantizerOptions)((VqGanOptions)model.Options).Quantizer;
        foreach ((string name, CodebookLossForm form) in new[] { ("legacy", CodebookLossForm.Legacy), ("fixed", CodebookLossForm.Paper) })
        {
            var other = new GradientQuantizerOptions { LossForm = form, CommitmentWeight = options.CommitmentWeight };
            using Quantizer quantizer = other.Create(model.Layout[0].CodebookSize, (int)model.Codebook(0).size(1), new QuantizerContext(CPU, init, init));
            using (no_grad())
                quantizer.Codebook().copy_(model.Codebook(0));
            Tensor features = fixture["out/z"].clone().requires_grad_();
            Tensor loss = quantizer.Quantize(features).Loss;
            fixture.AssertClose("loss/quantizer_" + name, loss);
            if (form == CodebookLossForm.Legacy)
                fixture.AssertClose("loss/quantizer_legacy_again", loss);
            loss.backward();
            fixture.AssertGradientNorm($"gradnorm/quantizer_{name}.z", features);
            fixture.AssertGradientNorm($"gradnorm/quantizer_{name}.embedding", quantizer.Codebook());
        }
    }

    private static void CheckTerms(Fixture fixture)
    {
        Tensor real = fixture["in/logits_real"], fake = fixture["in/logits_fake"];
        fixture.AssertClose("loss/generator_hinge", AdversarialTerms.Generator(fake));
        fixture.AssertClose("loss/hinge_d", AdversarialTerms.Hinge(real, fake));
        fixture.AssertClose("loss/vanilla_d", AdversarialTerms.Vanilla(real, fake));
        using Lpips lpips = LossFixture.Lpips(fixture, Perceptual);
        fixture.AssertClose("out/lpips_x_y", lpips.Distance(fixture["in/y"], lpips.Features(fixture["in/x"])).view(-1, 1, 1, 1));
    }

    private static void CheckBeforeTheDiscriminator(Fixture fixture, VqGan model, string lpips)
    {
        AdversarialLossOptions late = Options(fixture.Config, lpips).Adversarial!;
        late.StartStep = First.Step + 1;
        using var objective = new AdversarialObjective(model, ReconstructionLoss.AbsoluteError, new PerceptualLossOptions { WeightsFile = lpips }, late);
        fixture.AssertClose("loss/generator/total_before_disc_start", objective.Loss(fixture["in/x"], First).Total);
    }

    private static void CheckTrainingStep(Fixture fixture, VqGan model)
    {
        Tensor images = fixture["in/x"];
        using ITokenizerObjective objective = model.CreateObjective();
        nn.Module discriminator = objective.Critic!;
        LossFixture.Fill(discriminator, fixture, Discriminator);
        discriminator.eval();
        using (no_grad())
            fixture.AssertClose("out/disc_eval_x", ((PatchDiscriminator)discriminator).call(images));
        discriminator.train();
        model.train();

        TokenizerLoss loss = objective.Loss(images, First);
        fixture.AssertClose("loss/generator/total_loss", loss.Total);
        foreach (string name in (string[])["p_loss", "nll_loss", "quant_loss", "g_loss", "d_weight"])
            fixture.AssertClose("loss/generator/" + name, Term(loss.Terms, name));
        // What the reference reports under this name has the perceptual loss in it.
        fixture.AssertClose("loss/generator/rec_loss", Term(loss.Terms, "nll_loss"));
        fixture.AssertClose("loss/generator/disc_factor", tensor((float)((VqGanOptions)model.Options).Adversarial!.Factor));
        loss.Total.backward();
        CheckGradients(fixture, model);
        CheckBuffers(fixture, discriminator, "after/generator_pass/");

        // The reference took this step on the weights and buffers as they were.
        LossFixture.Fill(discriminator, fixture, Discriminator);
        objective.CriticLoss(images, First)!.backward();
        foreach (string name in (string[])["disc_loss", "logits_real", "logits_fake"])
            fixture.AssertClose("loss/discriminator/" + name, Term(objective.CriticTerms, name));
        Dictionary<string, Tensor> parameters = discriminator.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        foreach (string name in fixture.Names("gradnorm/" + Discriminator))
            fixture.AssertGradientNorm("gradnorm/" + Discriminator + name, parameters[name]);
        CheckBuffers(fixture, discriminator, "after/discriminator_pass/");
    }

    private static void CheckGradients(Fixture fixture, VqGan model)
    {
        Dictionary<string, Tensor> parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        parameters["quantize.embedding.weight"] = model.Codebook(0);
        foreach (string name in fixture.Names("gradnorm/").Where(parameters.ContainsKey))
            fixture.AssertGradientNorm("gradnorm/" + name, parameters[name]);
        foreach (string name in fixture.Names("grad/"))
            fixture.AssertClose("grad/" + name, parameters[name].grad!);
    }

    private static void CheckBuffers(Fixture fixture, nn.Module discriminator, string prefix)
    {
        Dictionary<string, Tensor> state = discriminator.state_dict();
        foreach (string name in fixture.Names(prefix))
            fixture.AssertClose(prefix + name, state[name]);
    }

    private static Tensor Term(IReadOnlyList<LossTerm> terms, string name) => terms.Single(term => term.Name == name).Value;
}
