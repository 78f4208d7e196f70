using HierVQ.Serialization;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Pipelines;

[TestClass]
public sealed class ImportTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Imported_weights_make_a_transformer_that_saves_and_loads()
    {
        using HierQuantizeTransformer trained = TinyModels.Quantize(_ml).Fit(TinyImages.Encoded(_ml, 8));
        string weights = Path.GetTempFileName(), zip = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(weights))
                ModelWeights.Write(trained.Tokenizer.Module, file);
            IDataView images = TinyImages.Encoded(_ml, 5);
            using HierQuantizeTransformer imported = _ml.HierVQ.ImportTokenizer(TinyModels.Tokenizer(seed: 9), weights);
            Assert.AreEqual(trained.TokenizerId, imported.TokenizerId);
            _ml.Model.Save(imported, images.Schema, zip);
            ITransformer loaded = _ml.Model.Load(zip, out _);
            CollectionAssert.AreEqual(Codes(trained, images), Codes(loaded, images));
            (loaded as IDisposable)?.Dispose();
        }
        finally
        {
            File.Delete(weights);
            File.Delete(zip);
        }
    }

    [TestMethod]
    public void Training_starts_from_pretrained_weights_unless_it_goes_on_from_a_model()
    {
        using HierQuantizeTransformer trained = TinyModels.Quantize(_ml).Fit(TinyImages.Encoded(_ml, 8));
        string weights = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(weights))
                ModelWeights.Write(trained.Tokenizer.Module, file);
            HqVaeOptions still = TinyModels.Tokenizer(seed: 9);
            (still.LearningRate, still.Epochs, still.PretrainedWeights) = (1e-12, 1, weights);
            still.Quantizer = new EmaQuantizerOptions { Decay = 0.9999999, RestartUnusedCodes = false };
            IDataView images = TinyImages.Encoded(_ml, 5);
            using HierQuantizeTransformer kept = _ml.Transforms.HierQuantize("Codes", "Image", still).Fit(images);
            Assert.AreEqual(0, Distance(trained, kept), 1e-3);
            Assert.AreEqual(weights, still.PretrainedWeights);

            using HierQuantizeTransformer other = TinyModels.Quantize(_ml, options => options.Tokenizer = TinyModels.Tokenizer(seed: 2)).Fit(images);
            using HierQuantizeTransformer gone = _ml.Transforms.HierQuantize("Codes", "Image", still).Fit(images, other);
            Assert.AreEqual(0, Distance(other, gone), 1e-3);
            Assert.IsGreaterThan(0.1, Distance(trained, gone));
        }
        finally
        {
            File.Delete(weights);
        }
    }

    [TestMethod]
    public void Errors_come_before_work()
    {
        Assert.Contains("PretrainedWeights is 'nowhere.pt'", Assert.ThrowsExactly<ArgumentException>(() =>
            _ml.Transforms.HierQuantize("Codes", "Image", new HqVaeOptions { PretrainedWeights = "nowhere.pt" }).Fit(TinyImages.Encoded(_ml, 2))).Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => _ml.HierVQ.ImportTokenizer(TinyModels.Tokenizer(), "nowhere.pt"));
        using HierQuantizeTransformer trained = TinyModels.Quantize(_ml).Fit(TinyImages.Encoded(_ml, 8));
        Assert.Contains("FittedTokenizer", Assert.ThrowsExactly<ArgumentException>(() =>
            _ml.HierVQ.ImportTokenizer(new HierQuantizeOptions { FittedTokenizer = trained.Tokenizer }, "nowhere.pt")).Message);
    }

    // Largest difference of any weight but the running counts.
    private static double Distance(HierQuantizeTransformer left, HierQuantizeTransformer right)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return left.Tokenizer.Module.parameters().Zip(right.Tokenizer.Module.parameters(), (a, b) => (double)a.sub(b).abs().max().item<float>()).Max();
    }

    private static uint[] Codes(ITransformer model, IDataView images) =>
        [.. model.Transform(images).GetColumn<VBuffer<uint>>("Codes").SelectMany(codes => codes.DenseValues())];
}
