using System.Text.Json;
using HierVQ.Layers;
using HierVQ.Tests.Fixtures;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class RqVaeFixtureTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void It_gives_the_reference_values_gradients_and_codebooks()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("rqvae");
        RqVaeOptions options = Options(fixture.Config);
        using var model = (RqVae)options.Create(CPU);
        fixture.Import(model, "param/", "buffer/");
        CheckOutputs(fixture, model);
        fixture.AssertClose("loss/eval_commitment", Commitment(CheckLosses(fixture, model, "loss/eval_"), model));
        CheckTrainingStep(fixture, model);
        CheckWeightAverage(fixture);
        fixture.AssertAllRead();
    }

    private static RqVaeOptions Options(JsonElement config)
    {
        JsonElement network = config.GetProperty("hparams");
        Assert.AreEqual("rq", network.GetProperty("bottleneck_type").GetString());
        int[] latents = BackboneConfig.Numbers(network.GetProperty("latent_shape")), codes = BackboneConfig.Numbers(network.GetProperty("code_shape"));
        RqVaeOptions options = BackboneConfig.Apply(new RqVaeOptions(), config.GetProperty("ddconfig"));
        options.EmbeddingSize = network.GetProperty("embed_dim").GetInt32();
        options.CodebookSize = network.GetProperty("n_embed").GetInt32();
        options.PatchSize = latents[0] / codes[0];
        options.ReconstructionLoss = network.GetProperty("loss_type").GetString() == "mse" ? ReconstructionLoss.SquaredError : ReconstructionLoss.AbsoluteError;
        options.Quantizer = new ResidualQuantizerOptions
        {
            Depth = codes[2],
            SharedCodebook = network.GetProperty("shared_codebook").GetBoolean(),
            Decay = network.GetProperty("decay").GetDouble(),
            CommitmentWeight = network.GetProperty("latent_loss_weight").GetDouble(),
            RestartUnusedCodes = network.GetProperty("restart_unused_codes").GetBoolean(),
        };
        return options;
    }

    private static void CheckOutputs(Fixture fixture, RqVae model)
    {
        using IDisposable noGrad = no_grad();
        Tensor images = fixture["in/x"], features = model.Features(images), codes = model.Encode(images);
        fixture.AssertClose("out/encoder", model.Encoded(images));
        fixture.AssertClose("out/z_e", Vectors.Of(model.Unfold(features)));
        fixture.AssertClose("out/codes", Stacks(codes, model));
        fixture.AssertClose("out/recon", model.Decode(codes));
        fixture.AssertClose("out/decode_code", model.Decode(codes));
        foreach (string last in fixture.Names("out/decode_partial_add"))
            fixture.AssertClose("out/decode_partial_add" + last, model.Decode(codes, depths: int.Parse(last) + 1));
        fixture.AssertClose("out/decoder_of_z_q", model.Reconstruct(model.Fold(Vectors.ToMap(fixture["in/z_q"]))));
        Tensor sums = model.PartialSums(codes);
        for (int depth = 0; depth < model.Depth; depth++)
            fixture.AssertClose($"out/partial_sum{depth}", sums.select(3, depth));
        string soft = fixture.Names("out/soft_codes_temp").Single();
        double temperature = double.Parse(soft[..soft.IndexOf('_')], System.Globalization.CultureInfo.InvariantCulture);
        Tensor near = model.SoftCodes(model.EncodeLatents(images), temperature)[0].narrow(0, 0, 1);
        fixture.AssertClose("out/soft_codes_temp" + soft, near.reshape(fixture["out/soft_codes_temp" + soft].shape));
    }

    private static TokenizerLoss CheckLosses(Fixture fixture, RqVae model, string prefix)
    {
        using ITokenizerObjective objective = model.CreateObjective();
        TokenizerLoss loss = objective.Loss(fixture["in/x"], new TrainingMoment(0, 1, 1));
        fixture.AssertClose(prefix + "loss_latent", Commitment(loss, model));
        fixture.AssertClose(prefix + "loss_recon", loss.Terms.Single(term => term.Name == "rec_loss").Value);
        fixture.AssertClose(prefix + "loss_total", loss.Total);
        return loss;
    }

    // The reference reports it without its weight.
    private static Tensor Commitment(TokenizerLoss loss, RqVae model) => loss.Terms.Single(term => term.Name == "quant_loss").Value
        .div(((ResidualQuantizerOptions)((RqVaeOptions)model.Options).Quantizer).CommitmentWeight);

    private static void CheckTrainingStep(Fixture fixture, RqVae model)
    {
        CheckReconstructionInTraining(fixture, model);
        model.train();
        TokenizerLoss loss = CheckLosses(fixture, model, "loss/train/");
        fixture.AssertClose("out/train/codes", Stacks(loss.Codes, model));
        loss.Total.backward();
        Dictionary<string, Parameter> parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string name in fixture.Names("gradnorm/"))
            fixture.AssertGradientNorm("gradnorm/" + name, parameters[name]);
        foreach (string name in fixture.Names("grad/"))
            fixture.AssertClose("grad/" + name, parameters[name].grad!);
        // What the codebooks have become, by the names in which a checkpoint would have them.
        Dictionary<string, Tensor> state = model.state_dict();
        foreach (string name in fixture.Names("after/train/"))
        {
            string codebook = $"quantizer.codebooks.{name["codebook".Length..name.IndexOf('.')]}.";
            if (name.EndsWith(".weight", StringComparison.Ordinal))
            {
                Tensor padded = cat([state[codebook + "embedding"], zeros(1, state[codebook + "embedding"].size(1))]);
                fixture.AssertClose("after/train/" + name, padded);
            }
            else
            {
                fixture.AssertClose("after/train/" + name, state[codebook + (name.EndsWith("cluster_size_ema", StringComparison.Ordinal) ? "cluster_size" : "embedding_avg")]);
            }
        }
    }

    // A copy in training mode, since a pass there changes the codebooks.
    private static void CheckReconstructionInTraining(Fixture fixture, RqVae model)
    {
        using var copy = (RqVae)model.Options.Create(CPU);
        fixture.Import(copy, "param/", "buffer/");
        copy.train();
        fixture.AssertClose("out/train/recon", copy.Pass(fixture["in/x"], new TrainingMoment(0, 1, 1)).Reconstruction);
    }

    private static void CheckWeightAverage(Fixture fixture)
    {
        foreach (string step in fixture.Names("out/modelema/step").Select(name => name[..name.IndexOf('.')]))
        {
            using var network = new OneWeight(fixture["in/modelema/old.weight"]);
            using var average = new WeightAverage(network, 0.9999);
            using (no_grad())
                network.weight.copy_(fixture["in/modelema/new.weight"]);
            // Without a step the reference does not speed up at the beginning; that is over long before this one.
            average.Update(step == "None" ? 1L << 40 : long.Parse(step));
            average.Apply();
            fixture.AssertClose($"out/modelema/step{step}.weight", network.weight);
        }
    }

    private static Tensor Stacks(Tensor codes, RqVae model) =>
        codes.reshape(codes.size(0), model.Layout[0].Height, model.Layout[0].Width, model.Depth);

    private sealed class OneWeight : nn.Module
    {
        public readonly Parameter weight;

        public OneWeight(Tensor start) : base(nameof(OneWeight))
        {
            weight = new Parameter(start.clone());
            RegisterComponents();
        }
    }
}
