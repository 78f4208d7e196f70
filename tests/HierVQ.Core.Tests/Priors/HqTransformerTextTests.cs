using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>HQ-Transformer with a text before the codes.</summary>
[TestClass]
public sealed class HqTransformerTextTests
{
    private const int Length = 4;
    private static readonly ConditionShape s_text = ConditionShape.Tokens(9, Length);

    [TestMethod]
    public void ItsObjectiveIsAShareForTheTextAndTheRestForTheCodes()
    {
        using DisposeScope scope = NewDisposeScope();
        HqTransformerOptions options = TinyPrior.Options;
        (options.LevelWeights, options.TextWeight) = (new[] { 1.0, 3 }, 0.25);
        using HqTransformer prior = TinyPrior.Make(options, null, s_text);
        Tensor codes = TinyPrior.Codes(prior.Layout, 3, seed: 1), text = Text(3);
        PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, text));
        double image = loss.Levels[0].item<float>() + (3 * loss.Levels[1].item<float>());
        Assert.AreEqual((0.75 * image) + (0.25 * 4 * TextLoss(prior, codes, text)), loss.Total.item<float>(), 1e-4);
    }

    [TestMethod]
    public void ATokenIsPredictedFromThoseBeforeIt()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using HqTransformer prior = TinyPrior.Make(null, null, s_text);
        Tensor[] codes = new LocalPyramids(prior.Layout).Split(TinyPrior.Codes(prior.Layout, 1, seed: 1));
        Tensor text = Text(1);
        float[] Logits(Tensor entries) => TinyPrior.Floats(prior.Text!.Logits(prior.Hidden(codes, entries, TransformerPass.Scoring).narrow(0, 0, Length - 1))); // (P - 1, 1, vocabulary)
        float[] before = Logits(text);
        for (int changed = 0; changed < Length; changed++)
        {
            Tensor other = text.clone();
            other[0, changed] = (text[0, changed] + 1) % 9;
            float[] after = Logits(other);
            for (int place = 0; place < Length - 1; place++)
                Assert.AreEqual(place >= changed, !before.AsSpan(place * 9, 9).SequenceEqual(after.AsSpan(place * 9, 9)), $"place {place} after a change of token {changed}");
        }
    }

    [TestMethod]
    public void EveryTokenCountsForTheCodes()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer prior = TinyPrior.Make(null, null, s_text);
        Tensor codes = TinyPrior.Codes(prior.Layout, 1, seed: 1), text = Text(1);
        float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, text));
        for (int changed = 0; changed < Length; changed++)
        {
            Tensor other = text.clone();
            other[0, changed] = (text[0, changed] + 1) % 9;
            CollectionAssert.AreNotEqual(nats, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, other)));
        }
    }

    [TestMethod]
    public void ARowWithoutTextHasNoTextToPredict()
    {
        using DisposeScope scope = NewDisposeScope();
        HqTransformerOptions options = TinyPrior.Options;
        options.ConditionDropout = 0.1;
        using HqTransformer prior = TinyPrior.Make(options, null, s_text);
        Tensor codes = TinyPrior.Codes(prior.Layout, 2, seed: 1), text = Text(2), half = text.clone();
        half[1] = -1;
        Assert.AreEqual(TextLoss(prior, codes.narrow(0, 0, 1), text.narrow(0, 0, 1)), TextLoss(prior, codes, half), 1e-5);
        PriorLoss none = prior.TrainingLoss(new PriorBatch(codes));
        Assert.AreEqual(0.9 * (none.Levels[0].item<float>() + (4 * none.Levels[1].item<float>())), none.Total.item<float>(), 1e-4);
    }

    [TestMethod]
    public void LearnsAPyramidForEachTextAndTheTexts()
    {
        using DisposeScope scope = NewDisposeScope();
        HqTransformerOptions options = TinyPrior.Options;
        (options.Width, options.Dropout) = (32, 0);
        using var prior = (HqTransformer)options.Create(new PriorContext(TinyPrior.Layout, s_text, CPU));
        Tensor codes = TinyPrior.Codes(prior.Layout, 3, seed: 9), text = Text(3);
        using var adam = optim.Adam(prior.parameters(), lr: 5e-3);
        prior.train();
        float image = float.PositiveInfinity;
        for (int step = 0; step < 400 && image > 0.05; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            adam.zero_grad();
            PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, text));
            loss.Total.backward();
            adam.step();
            image = loss.Levels[1].item<float>();
        }
        Assert.IsLessThanOrEqualTo(0.05f, image);
        // The first token is given; the others follow from it where it differs.
        Assert.IsLessThan(0.5, TextLoss(prior, codes, text));
    }

    private static Tensor Text(int rows)
    {
        var random = new Random(5);
        return tensor([.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, Length).Select(place => place == 0 ? row : (long)random.Next(9)))], [rows, Length]);
    }

    private static double TextLoss(HqTransformer prior, Tensor codes, Tensor text)
    {
        using IDisposable noGrad = no_grad();
        Tensor entries = new ConditionInput(prior.Condition, prior.Options.ConditionDropout).Rows(text, codes.size(0), CPU);
        return prior.TextLoss(prior.Hidden(new LocalPyramids(prior.Layout).Split(codes), entries, TransformerPass.Scoring), entries)!.item<float>();
    }
}
