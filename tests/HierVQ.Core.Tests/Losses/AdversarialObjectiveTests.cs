using HierVQ.Losses;
using HierVQ.Tests.Fixtures;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Losses;

[TestClass]
public class AdversarialObjectiveTests
{
    private const int Size = 16;
    private static readonly TrainingMoment First = new(0, 100, 10);

    // The formulas as the papers' code goes through them: backward through everything once for the weight and once for the step.
    [TestMethod]
    [DataRow(false, false, false)]
    [DataRow(true, false, false)]
    [DataRow(true, true, true)]
    public void TotalAndGradientsAreThoseOfTheFormula(bool top, bool judgeTop, bool features)
    {
        using DisposeScope scope = NewDisposeScope();
        string file = WeightsFile();
        using var tokenizer = new TinyTokenizer(Size, top, features);
        var perceptual = new PerceptualLossOptions { WeightsFile = file, Weight = 0.5, TopReconstruction = judgeTop };
        using var objective = new AdversarialObjective(tokenizer, ReconstructionLoss.SquaredError, perceptual, Options(judgeTop));
        using Lpips lpips = Lpips.Load(file, CPU);
        File.Delete(file);
        Tensor images = Images();

        TokenizerLoss loss = objective.Loss(images, First);
        loss.Total.backward();
        Tensor weightGradient = tokenizer.LastWeight.grad!.clone(), biasGradient = tokenizer.parameters().Last().grad!.clone();
        tokenizer.zero_grad();

        TokenizerPass pass = tokenizer.Pass(images, First);
        var discriminator = (PatchDiscriminator)objective.Critic!;
        Tensor Both(Func<Tensor, Tensor> of, bool alsoTop) =>
            alsoTop && pass.TopReconstruction is { } second ? (of(pass.Reconstruction) + of(second)) / 2 : of(pass.Reconstruction);
        Tensor pixels = Both(image => (image - images).square().mean(), top);
        Tensor distance = Both(image => lpips.Distance(image, lpips.Features(images)).mean(), judgeTop);
        Tensor likelihood = pixels + 0.5 * distance;
        Tensor adversarial = -Both(image => discriminator.call(image).mean(), judgeTop);
        Tensor byImages = autograd.grad([likelihood], [tokenizer.LastWeight], retain_graph: true)[0];
        Tensor byCritic = autograd.grad([adversarial], [tokenizer.LastWeight], retain_graph: true)[0];
        Tensor weight = (byImages.norm() / (byCritic.norm() + 1e-4)).clamp(0, 1e4).detach() * 0.75;
        Tensor total = likelihood + weight * adversarial + pass.QuantizationLoss + (pass.FeatureLoss ?? zeros([]));
        total.backward();

        AssertNear(total, loss.Total);
        AssertNear(weight, Term(loss, "d_weight"));
        AssertNear(adversarial, Term(loss, "g_loss"));
        AssertNear(pixels, Term(loss, "rec_loss"));
        AssertNear(distance, Term(loss, "p_loss"));
        AssertNear(likelihood, Term(loss, "nll_loss"));
        AssertNear(tokenizer.LastWeight.grad!, weightGradient);
        AssertNear(tokenizer.parameters().Last().grad!, biasGradient);
    }

    [TestMethod]
    public void TheTokenizersStepLeavesTheDiscriminatorAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        using var tokenizer = new TinyTokenizer(Size);
        using AdversarialObjective objective = Objective(tokenizer, Options());

        objective.Loss(Images(), First).Total.backward();

        Assert.IsTrue(objective.Critic!.parameters().All(parameter => parameter.grad is null));
    }

    [TestMethod]
    [DataRow(DiscriminatorPass.Same, 1)]
    [DataRow(DiscriminatorPass.Fresh, 2)]
    public void TheDiscriminatorLearnsFromTheReconstructionsItIsTold(DiscriminatorPass form, int passes)
    {
        using DisposeScope scope = NewDisposeScope();
        using var tokenizer = new TinyTokenizer(Size);
        AdversarialLossOptions options = Options();
        (options.Pass, options.DiscriminatorWeight) = (form, 0.75);
        using AdversarialObjective objective = Objective(tokenizer, options);
        Tensor images = Images();
        Tensor before = tokenizer.Pass(images, First).Reconstruction.detach();
        objective.Loss(images, First);
        using (no_grad())
            tokenizer.LastWeight.mul_(0.5);
        Tensor after = tokenizer.Pass(images, First).Reconstruction.detach();

        Tensor loss = objective.CriticLoss(images, First)!;
        loss.backward();

        var discriminator = (PatchDiscriminator)objective.Critic!;
        Tensor expected = AdversarialTerms.Hinge(discriminator.call(images), discriminator.call(form == DiscriminatorPass.Same ? before : after)) * 0.75;
        AssertNear(expected, loss);
        Assert.AreEqual(passes, tokenizer.Passes - 2, "Two of the passes are the test's own.");
        Assert.IsTrue(discriminator.parameters().All(parameter => parameter.grad is not null));
        Assert.IsNull(tokenizer.LastWeight.grad);
        CollectionAssert.AreEqual((string[])["disc_loss", "logits_real", "logits_fake"], objective.CriticTerms.Select(term => term.Name).ToArray());
    }

    [TestMethod]
    [DataRow(30, 0)]
    [DataRow(0, 3)]
    public void BeforeItsStartThereIsNoAdversary(int startStep, int startEpoch)
    {
        using DisposeScope scope = NewDisposeScope();
        using var tokenizer = new TinyTokenizer(Size);
        AdversarialLossOptions options = Options();
        (options.StartStep, options.StartEpoch) = (startStep, startEpoch);
        using AdversarialObjective objective = Objective(tokenizer, options);
        Tensor images = Images();
        TrainingMoment before = new(29, 100, 10), start = new(30, 100, 10);

        TokenizerLoss loss = objective.Loss(images, before);

        AssertNear((tokenizer.Pass(images, before).Reconstruction - images).square().mean() + tokenizer.parameters().Last().square().sum(), loss.Total);
        Assert.IsFalse(loss.Terms.Any(term => term.Name == "g_loss"));
        Assert.IsNull(objective.CriticLoss(images, before));
        Assert.IsTrue(objective.Loss(images, start).Terms.Any(term => term.Name == "g_loss"));
        Assert.IsNotNull(objective.CriticLoss(images, start));
    }

    [TestMethod]
    public void ALossWithoutItsFileIsLeftOutAndSaid()
    {
        using DisposeScope scope = NewDisposeScope();
        using var tokenizer = new TinyTokenizer(Size);
        using var objective = new AdversarialObjective(tokenizer, ReconstructionLoss.AbsoluteError, new PerceptualLossOptions(), Options());

        TokenizerLoss loss = objective.Loss(Images(), First);

        Assert.IsFalse(loss.Terms.Any(term => term.Name == "p_loss"));
        Assert.HasCount(1, objective.Warnings);
        StringAssert.Contains(objective.Warnings[0], "Perceptual.WeightsFile");
    }

    [TestMethod]
    public void TheSameSeedMakesTheSameDiscriminator()
    {
        using DisposeScope scope = NewDisposeScope();
        using var tokenizer = new TinyTokenizer(Size);
        using AdversarialObjective first = Objective(tokenizer, Options()), second = Objective(tokenizer, Options());

        Assert.AreEqual(HierVQ.Serialization.ModelWeights.Hash(first.Critic!), HierVQ.Serialization.ModelWeights.Hash(second.Critic!));
    }

    [TestMethod]
    public void StepsLeaveNothingBehind()
    {
        using var tokenizer = new TinyTokenizer(Size, top: true);
        string file = WeightsFile();
        long start = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var objective = new AdversarialObjective(tokenizer, ReconstructionLoss.SquaredError, new PerceptualLossOptions { WeightsFile = file }, Options(judgeTop: true)))
        {
            var live = new List<long>();
            for (int step = 0; step < 4; step++)
            {
                using (NewDisposeScope())
                {
                    Tensor images = Images();
                    var moment = new TrainingMoment(step, 100, 10);
                    objective.Loss(images, moment).Total.backward();
                    // A caller who skips the critic's turn loses nothing either.
                    if (step != 2)
                        objective.CriticLoss(images, moment)!.backward();
                    tokenizer.zero_grad();
                    objective.Critic!.zero_grad();
                }
                live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
            Assert.AreEqual(live[0], live[1]);
            Assert.AreEqual(live[1], live[3]);
        }
        File.Delete(file);
        Assert.AreEqual(start, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static AdversarialObjective Objective(TinyTokenizer tokenizer, AdversarialLossOptions options) =>
        new(tokenizer, ReconstructionLoss.SquaredError, null, options);

    // Without a batch norm, so that a second look gives the same logits.
    private static AdversarialLossOptions Options(bool judgeTop = false) =>
        new() { Layers = 2, Channels = 16, Norm = DiscriminatorNorm.Group, Weight = 0.75, TopReconstruction = judgeTop };

    private static Tensor Images()
    {
        using var generator = new Generator(11);
        return rand([2, 3, Size, Size], generator: generator) * 2 - 1;
    }

    private static string WeightsFile()
    {
        using Fixture fixture = Fixture.Load("vqgan");
        return LossFixture.WriteLpips(fixture, "loss.perceptual_loss.");
    }

    private static Tensor Term(TokenizerLoss loss, string name) => loss.Terms.Single(term => term.Name == name).Value;

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        using DisposeScope scope = NewDisposeScope();
        float largest = expected.abs().max().item<float>(), apart = (expected - actual).abs().max().item<float>();
        Assert.IsTrue(apart <= 1e-5 * largest + 1e-7, $"{apart} of {largest}");
    }
}
