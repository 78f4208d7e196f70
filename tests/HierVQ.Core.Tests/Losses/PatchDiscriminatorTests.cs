using System.Text.Json;
using HierVQ.Losses;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Losses;

[TestClass]
public class PatchDiscriminatorTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    [DataRow("bn", DiscriminatorNorm.Batch)]
    [DataRow("actnorm", DiscriminatorNorm.ActNorm)]
    public void ItGivesTheReferencesLogitsGradientsAndState(string form, DiscriminatorNorm norm)
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("patchgan");
        using PatchDiscriminator discriminator = LossFixture.Discriminator(
            fixture, form + ".", fixture.Config.GetProperty("n_layers").GetInt32(), fixture.Config.GetProperty("ndf").GetInt32(), norm);

        discriminator.eval();
        fixture.AssertClose($"out/{form}/eval", discriminator.call(fixture["in/x"]));
        discriminator.train();
        Tensor trained = discriminator.call(fixture["in/x"]);
        fixture.AssertClose($"out/{form}/train", trained);
        foreach (string name in fixture.Names($"after/{form}/"))
            fixture.AssertClose($"after/{form}/{name}", discriminator.state_dict()[name]);
        trained.square().mean().backward();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in discriminator.named_parameters())
            fixture.AssertGradientNorm($"gradnorm/{form}.{name}", parameter);
    }

    [TestMethod]
    [TestCategory("Fixture")]
    [DataRow("vqgan", "loss.discriminator.", "disc", "n_layers", "ndf", "out/disc_eval_x")]
    [DataRow("hqvae_conv", "discriminator.", "hparams_disc", "disc_num_layers", "disc_ndf", "out/disc_x")]
    public void ItJudgesAsTheDiscriminatorsOfThePapers(string name, string prefix, string config, string layers, string channels, string logits)
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load(name);
        JsonElement settings = fixture.Config.GetProperty(config);
        using PatchDiscriminator discriminator = LossFixture.Discriminator(
            fixture, prefix, settings.GetProperty(layers).GetInt32(), settings.GetProperty(channels).GetInt32(), LossFixture.Norm(settings));
        discriminator.eval();

        fixture.AssertClose(logits, discriminator.call(fixture["in/x"]));
    }

    [TestMethod]
    public void ActNormIsSetOnceByTheFirstTrainingBatch()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator init = new(3), noise = new(4);
        using var norm = new HierVQ.Layers.ActNorm(5, CPU);
        Tensor first = randn([4, 5, 3, 3], generator: noise) * 7 + 2, second = randn([4, 5, 3, 3], generator: noise);

        norm.eval();
        Assert.IsTrue(norm.call(first).allclose(first), "Evaluation sets nothing.");
        norm.train();
        Tensor normed = norm.call(first);
        Tensor scale = norm.state_dict()["scale"].detach().clone();
        norm.call(second);

        Assert.AreEqual(0, normed.mean().item<float>(), 1e-5);
        Assert.IsTrue(normed.std([0, 2, 3]).allclose(ones(5)));
        Assert.IsTrue(scale.allclose(norm.state_dict()["scale"]), "The second batch sets nothing.");
    }

    [TestMethod]
    public void ActNormOutOfACheckpointIsNotSetAgain()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator noise = new(4);
        using HierVQ.Layers.ActNorm norm = new(2, CPU), restored = new(2, CPU);
        norm.call(randn([4, 2, 3, 3], generator: noise) + 3);
        using (no_grad())
        {
            foreach ((string name, Tensor tensor) in norm.state_dict())
                restored.state_dict()[name].copy_(tensor);
        }

        Tensor input = randn([4, 2, 3, 3], generator: noise);

        Assert.IsTrue(restored.call(input).allclose(norm.call(input)));
    }

    [TestMethod]
    [DataRow(32, 3, 2)]
    [DataRow(32, 2, 6)]
    [DataRow(17, 2, 2)]
    [DataRow(8, 2, 0)]
    public void TheSideOfItsLogitsIsKnownBefore(int imageSide, int layers, int side)
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.AreEqual(side, PatchDiscriminator.LogitSide(imageSide, layers));
        if (side < 1)
            return;
        using var init = new Generator(1);
        using var discriminator = new PatchDiscriminator(1, layers, 4, DiscriminatorNorm.ActNorm, init, CPU);

        CollectionAssert.AreEqual((long[])[2, 1, side, side], discriminator.call(zeros(2, 1, imageSide, imageSide)).shape);
    }
}
