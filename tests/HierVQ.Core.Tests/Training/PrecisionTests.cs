using HierVQ.Images;
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
