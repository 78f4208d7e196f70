using HierVQ.Images;
using HierVQ.Priors;
using HierVQ.Tests.Priors;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Training;

[TestClass]
public class PrecisionTests
{
    [TestMethod]
    public void ShortNumbersGiveNearlyTheSameLossAndGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        (float loss, Dictionary<string, Tensor> gradients) = Step(TrainingPrecision.Float32);
        (float shortLoss, Dictionary<string, Tensor> shortGradients) = Step(TrainingPrecision.BFloat16);

        Assert.AreNotEqual(loss, shortLoss);
        Assert.AreEqual(loss, shortLoss, 0.01 * loss);
        float norm = Norm(gradients.Values);
        Assert.IsLessThan(0.05f * norm, Norm(gradients.Select(named => named.Value - shortGradients[named.Key])));
        Assert.IsTrue(shortGradients.Values.All(gradient => gradient.dtype == ScalarType.Float32));
    }

    [TestMethod]
    public void TrainingInShortNumbersLearnsAndLeavesWeightsInSinglePrecision()
    {
        var reports = new List<TrainingProgress>();
        HqVaeOptions options = Options(TrainingPrecision.BFloat16);
        options.Epochs = 12;
        options.MetricsCallback = reports.Add;
        using var tokenizer = (ITrainableTokenizer)options.Create(CPU);
        PixelStore pictures = TokenizerTrainingTests.MakePictures(24, size: 16);

        TokenizerTraining.Fit(tokenizer, pictures, options);

        Assert.IsGreaterThan(reports[0].Psnr!.Value + 1, reports[^1].Psnr!.Value);
        Assert.IsTrue(tokenizer.Module.state_dict().Values.All(tensor => tensor.dtype == ScalarType.Float32));
        using DisposeScope scope = NewDisposeScope();
        using var noise = new Generator(3);
        Assert.AreEqual(ScalarType.Float32, tokenizer.EncodeLatents(rand([1, 3, 16, 16], generator: noise)).dtype);
    }

    [TestMethod]
    public void OutsideTrainingNothingIsShort()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer exact = Options(TrainingPrecision.Float32).Create(CPU), @short = Options(TrainingPrecision.BFloat16).Create(CPU);

        CollectionAssert.AreEqual(exact.EncodeLatents(Images()).data<float>().ToArray(), @short.EncodeLatents(Images()).data<float>().ToArray());
    }

    [TestMethod]
    [DataRow("published")]
    [DataRow("table a depth")]
    [DataRow("classifier a depth, approximate GELU")]
    public void StacksOfCodesTrainInShortNumbersToo(string variant)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = TinyPrior.Codes(TinyRqPrior.Layout, 4, seed: 1), text = tensor([.. Enumerable.Range(0, 12).Select(i => (long)(i * 5 % 7))], [4, 3]);

        (float loss, float norm, bool isExact) = Step(TrainingPrecision.Float32);
        (float shortLoss, float shortNorm, bool isShortExact) = Step(TrainingPrecision.BFloat16);

        Assert.AreNotEqual(loss, shortLoss);
        Assert.AreEqual(loss, shortLoss, 0.01 * loss);
        Assert.AreEqual(norm, shortNorm, 0.05 * norm);
        Assert.IsTrue(isExact && isShortExact);

        (float Loss, float Norm, bool IsExact) Step(TrainingPrecision precision)
        {
            RqTransformerOptions options = TinyRqPrior.Options;
            TinyRqPrior.Variants[variant](options);
            options.Precision = precision;
            using RqTransformer prior = TinyRqPrior.Make(options, ConditionShape.Tokens(7, 3));
            prior.train();
            Tensor total = prior.TrainingLoss(new PriorBatch(codes, text)).Total;
            total.backward();
            Tensor[] gradients = [.. prior.parameters().Select(parameter => parameter.grad!)];
            return (total.item<float>(), Norm(gradients), gradients.All(gradient => gradient.dtype == ScalarType.Float32));
        }
    }

    [TestMethod]
    [DataRow(0, PredictionHead.Parallel, 2)]
    [DataRow(1, PredictionHead.Parallel, 2)]
    [DataRow(1, PredictionHead.Parallel, 3)]
    [DataRow(0, PredictionHead.Causal, 2)]
    [DataRow(0, PredictionHead.CausalAddition, 3)]
    [DataRow(0, PredictionHead.Bidirectional, 3)]
    public void PriorsTrainInShortNumbersToo(int embeddingBlocks, PredictionHead head, int levels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = TinyPrior.Codes(TinyPrior.LayoutOf(levels), 4, seed: 1), classes = tensor([0L, 1, 2, 0]).unsqueeze(1);

        (float loss, Dictionary<string, Tensor> gradients) = Step(TrainingPrecision.Float32);
        (float shortLoss, Dictionary<string, Tensor> shortGradients) = Step(TrainingPrecision.BFloat16);

        Assert.AreNotEqual(loss, shortLoss);
        Assert.AreEqual(loss, shortLoss, 0.01 * loss);
        float norm = Norm(gradients.Values);
        Assert.IsLessThan(0.05f * norm, Norm(gradients.Select(named => named.Value - shortGradients[named.Key])));
        Assert.IsTrue(shortGradients.Values.All(gradient => gradient.dtype == ScalarType.Float32));

        (float, Dictionary<string, Tensor>) Step(TrainingPrecision precision)
        {
            HqTransformerOptions options = TinyPrior.Options;
            options.Precision = precision;
            (options.EmbeddingBlocks, options.Head) = (embeddingBlocks, head);
            using HqTransformer prior = TinyPrior.Make(options, TinyPrior.LayoutOf(levels));
            prior.train();
            Tensor total = prior.TrainingLoss(new PriorBatch(codes, classes)).Total;
            total.backward();
            Assert.AreEqual(ScalarType.Float32, total.dtype);
            Assert.AreEqual(ScalarType.Float32, prior.NegativeLogLikelihood(codes, classes).dtype);
            return (total.item<float>(), prior.named_parameters().Where(named => named.parameter.grad is not null).ToDictionary(named => named.name, named => named.parameter.grad!.clone()));
        }
    }

    [TestMethod]
    public void WhatTrainsInSinglePrecisionAloneSaysSo()
    {
        var options = new ColorPaletteOptions { Precision = TrainingPrecision.BFloat16 };

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate).Message, "Precision is BFloat16, but ColorPaletteOptions trains in Float32 alone.");
    }

    private static (float Loss, Dictionary<string, Tensor> Gradients) Step(TrainingPrecision precision)
    {
        HqVaeOptions options = Options(precision);
        // Where the nearest code is another, everything is: with two codes few vectors lie between.
        options.CodebookSize = 2;
        using var tokenizer = (ITrainableTokenizer)options.Create(CPU);
        using ITokenizerObjective objective = tokenizer.CreateObjective();
        tokenizer.Module.train();
        TokenizerLoss loss = objective.Loss(Images(), new TrainingMoment(0, 10, 10));
        loss.Total.backward();
        return (loss.Total.item<float>(), tokenizer.Module.named_parameters().ToDictionary(named => named.name, named => named.parameter.grad!.clone()));
    }

    private static Tensor Images()
    {
        using var generator = new Generator(2);
        return rand([4, 3, 16, 16], generator: generator) * 2 - 1;
    }

    private static float Norm(IEnumerable<Tensor> tensors) => stack(tensors.Select(tensor => tensor.norm())).norm().item<float>();

    private static HqVaeOptions Options(TrainingPrecision precision) => new()
    {
        ImageSize = 16,
        ChannelMultipliers = [1],
        LatentChannels = 32,
        EmbeddingSize = 4,
        CodebookSize = 16,
        ResizeFactor = 2,
        Dropout = 0.1,
        BatchSize = 8,
        WarmupSteps = 5,
        LearningRate = 3e-3,
        Precision = precision,
    };
}
