using System.Reflection;
using System.Text.Json.Serialization;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Pipelines;

/// <summary>Every kind of quantizer goes through ML.NET, whatever is added to the list of kinds, and so do their remedies against collapse.</summary>
[TestClass]
public sealed class EveryQuantizerTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Kinds => typeof(QuantizerOptions).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (object[])[kind.DerivedType]);

    public static IEnumerable<object[]> Remedies =>
    [
        [new EmaQuantizerOptions { KMeansBatches = 1 }],
        [new EmaQuantizerOptions { CodeSize = 3, NormalizeCodes = true, Gradient = CodeGradient.Rotation }],
        [new GradientQuantizerOptions { RestartUnusedCodes = true, KMeansBatches = 1 }],
        [new ResidualQuantizerOptions { SharedCodebook = false, KMeansBatches = 1, CodeSize = 3 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_tokenizer_with_it_is_fitted_saved_and_loaded(Type type) => Check((QuantizerOptions)Activator.CreateInstance(type)!);

    [TestMethod]
    [DynamicData(nameof(Remedies))]
    public void A_tokenizer_with_a_remedy_is_fitted_saved_and_loaded(QuantizerOptions quantizer) => Check(quantizer);

    private void Check(QuantizerOptions quantizer)
    {
        HqVaeOptions options = TinyModels.Tokenizer();
        options.Quantizer = quantizer;
        string zip = Path.GetTempFileName();
        try
        {
            IDataView images = TinyImages.Encoded(_ml, 9);
            using TransformerChain<HierDequantizeTransformer> model = _ml.Transforms.HierQuantize("Codes", "Image", options).Append(_ml.Transforms.HierDequantize()).Fit(images);
            _ml.Model.Save(model, images.Schema, zip);
            ITransformer loaded = new MLContext().Model.Load(zip, out _);
            foreach (string column in (string[])["Codes", "Reconstructed"])
                CollectionAssert.AreEqual(Rows.Read(model.Transform(images), column), Rows.Read(loaded.Transform(images), column), column);
            Assert.IsInstanceOfType(((HqVaeOptions)((TransformerChain<ITransformer>)loaded).OfType<HierQuantizeTransformer>().Single().Tokenizer.Options).Quantizer, quantizer.GetType());
            (loaded as IDisposable)?.Dispose();
        }
        finally
        {
            File.Delete(zip);
        }
    }
}
