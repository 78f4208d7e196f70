using HierVQ.Serialization;
using HierVQ.Tests.Quantization;
using HierVQ.Tests.Tokenizers;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

/// <summary>An interrupted training ends with the weights of one that was not, whatever the network keeps besides weights.</summary>
[TestClass]
public class ResumeTests
{
    public static IEnumerable<object[]> Kinds => SmallTokenizers.Kinds.Where(kind => kind != "palette").Select(kind => (object[])[kind]);

    public static IEnumerable<object[]> Quantizers => TinyQuantizers.All.Keys.Select(name => (object[])[name]);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void EveryTokenizerGoesOnBitForBit(string kind) => Check(() => SmallTokenizers.Options(kind));

    // The interruption comes after the first of the two batches of k-means, where there is any.
    [TestMethod]
    [DynamicData(nameof(Quantizers))]
    public void EveryQuantizerGoesOnBitForBit(string name) => Check(() =>
    {
        var options = (RqVaeOptions)SmallTokenizers.Options("rqvae");
        (options.EmbeddingSize, options.CodebookSize, options.Quantizer) = (TinyQuantizers.Length, TinyQuantizers.Codes, TinyQuantizers.All[name]);
        return options;
    });

    // Three epochs of a step.
    private static void Check(Func<TokenizerOptions> make)
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-resume-").FullName;
        try
        {
            string uninterrupted = Train(make());
            using var source = new CancellationTokenSource();
            TokenizerOptions interrupted = make();
            interrupted.CheckpointFolder = folder;
            interrupted.CancellationToken = source.Token;
            interrupted.MetricsCallback = _ => source.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(() => Train(interrupted));

            var steps = new List<long>();
            TokenizerOptions again = make();
            again.CheckpointFolder = folder;
            again.MetricsCallback = report => steps.Add(report.Step);
            string resumed = Train(again);

            CollectionAssert.AreEqual((long[])[2, 3], steps);
            Assert.AreEqual(uninterrupted, resumed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Train(TokenizerOptions options)
    {
        (options.Epochs, options.BatchSize, options.WarmupSteps, options.FlipProbability) = (3, 4, 0, 0.5);
        using ITokenizer tokenizer = options.Create(torch.CPU);
        TokenizerTraining.Fit(tokenizer, TokenizerTrainingTests.MakePictures(4, SmallTokenizers.Side), options);
        return ModelWeights.Hash(tokenizer.Module);
    }
}
