using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Tests.HierDequantize;

[TestClass]
public sealed class HierDequantizeTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static HierQuantizeTransformer s_model = null!;

    [ClassInitialize]
    public static void Train(TestContext _) => s_model = TinyModels.Quantize(s_ml).Fit(TinyImages.Encoded(s_ml, 12));

    [ClassCleanup]
    public static void Free() => s_model.Dispose();

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSavingBoundToThePipeline() => Conformance.Check(s_ml,
        TinyModels.Quantize(s_ml).Append(s_ml.Transforms.HierDequantize(new HierDequantizeOptions { PixelsColumnName = "Pixels", BatchSize = 4 })),
        TinyImages.Encoded(s_ml, 9), "Codes", "Reconstructed", "Pixels");

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSavingWithATokenizerOfItsOwn() => Conformance.Check(s_ml,
        s_ml.Transforms.HierDequantize("Reconstructed", "Codes", s_model.Tokenizer), s_model.Transform(TinyImages.Encoded(s_ml, 9)), "Reconstructed");

    [TestMethod]
    public void ImagesAndPixelsAreTheDecodersBytes()
    {
        IDataView codes = s_model.Transform(TinyImages.Encoded(s_ml, 6));
        HierDequantizeTransformer decoder = s_ml.Transforms.HierDequantize(new HierDequantizeOptions { PixelsColumnName = "Pixels" }).Fit(codes);
        IDataView decoded = decoder.Transform(codes);
        Assert.AreEqual(new ImageDataViewType(8, 8), decoded.Schema["Reconstructed"].Type);
        Assert.AreEqual("3,8,8", string.Join(",", ((VectorDataViewType)decoded.Schema["Pixels"].Type).Dimensions));
        List<float[]> pixels = Rows.Vectors<float>(decoded, "Pixels");
        List<float[]> extracted = Rows.Vectors<float>(s_ml.Transforms.ExtractPixels("Extracted", "Reconstructed").Fit(decoded).Transform(decoded), "Extracted");
        for (int i = 0; i < pixels.Count; i++)
            CollectionAssert.AreEqual(extracted[i], pixels[i]);
        Assert.IsGreaterThan(1, pixels.Select(row => string.Join(",", row)).Distinct().Count());
    }

    [TestMethod]
    public void TheTopLevelAloneDecodesWithoutTheOthers()
    {
        IDataView codes = s_model.Transform(TinyImages.Encoded(s_ml, 4));
        CodesRow[] tops = [.. Rows.Vectors<uint>(codes, "Codes").Select(row => new CodesRow { Codes = [.. row[..4], .. new uint[16]] })];
        IDataView holes = s_ml.Data.LoadFromEnumerable(tops);
        List<string> all = Rows.Read(s_ml.Transforms.HierDequantize("Top", "Codes", levels: 1).Fit(codes).Transform(codes), "Top");
        CollectionAssert.AreEqual(all, Rows.Read(s_ml.Transforms.HierDequantize("Top", "Codes", s_model.Tokenizer, levels: 1).Fit(holes).Transform(holes), "Top"));
        CollectionAssert.AreNotEqual(all, Rows.Read(s_ml.Transforms.HierDequantize("Top").Fit(codes).Transform(codes), "Top"));
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.HierDequantize(levels: 3).Fit(codes)).Message, "give at most 2");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.HierDequantize(depths: 2).Fit(codes)).Message, "give at most 1");
    }

    [TestMethod]
    public void ARowWithAHoleBecomesAMissingImage()
    {
        uint[] whole = Rows.Vectors<uint>(s_model.Transform(TinyImages.Encoded(s_ml, 1)), "Codes")[0];
        uint[] hole = [.. whole];
        hole[7] = 0;
        IDataView data = s_ml.Data.LoadFromEnumerable([new CodesRow { Codes = whole }, new CodesRow { Codes = hole }, new CodesRow { Codes = whole }]);
        HierDequantizeTransformer decoder = s_ml.Transforms.HierDequantize(new HierDequantizeOptions { PixelsColumnName = "Pixels", FittedTokenizer = s_model.Tokenizer }).Fit(data);
        List<string> rows = Rows.Read(decoder.Transform(data), "Reconstructed");
        Assert.AreEqual("none", rows[1]);
        Assert.AreEqual(rows[0], rows[2]);
        Assert.IsTrue(Rows.Vectors<float>(decoder.Transform(data), "Pixels")[1].All(float.IsNaN));
    }

    [TestMethod]
    public void APredictionEngineDecodes()
    {
        IDataView codes = s_model.Transform(TinyImages.Encoded(s_ml, 3));
        HierDequantizeTransformer decoder = s_ml.Transforms.HierDequantize("Reconstructed", "Codes", s_model.Tokenizer).Fit(codes);
        List<string> expected = Rows.Read(decoder.Transform(codes), "Reconstructed");
        using PredictionEngine<CodesRow, DecodedRow> engine = s_ml.Model.CreatePredictionEngine<CodesRow, DecodedRow>(decoder);
        for (int i = 0; i < 3; i++)
        {
            using MLImage image = engine.Predict(new CodesRow { Codes = Rows.Vectors<uint>(codes, "Codes")[i] }).Reconstructed;
            Assert.AreEqual(expected[i], $"{image.Width}x{image.Height} {Convert.ToHexString(image.Pixels)}");
        }
    }

    [TestMethod]
    public void WithoutATokenizerBeforeItItSaysSoInEveryPlace()
    {
        IDataView bare = s_ml.Data.LoadFromEnumerable([new CodesRow { Codes = new uint[20] }]);
        HierDequantizeEstimator estimator = s_ml.Transforms.HierDequantize();
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(SchemaShape.Create(bare.Schema))).Message, "HierQuantize");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(bare)).Message, "HierQuantize");
        IDataView codes = s_model.Transform(TinyImages.Encoded(s_ml, 3));
        HierDequantizeTransformer fitted = estimator.Fit(codes);
        byte[] zip = Conformance.Save(s_ml, fitted, bare.Schema);
        Assert.IsFalse(Conformance.Entries(zip).Exists(entry => entry.Contains("weights", StringComparison.Ordinal)));
        ITransformer loaded = Conformance.Load(s_ml, zip);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => loaded.Transform(bare)).Message, "HierQuantize");
        CollectionAssert.AreEqual(Rows.Read(fitted.Transform(codes), "Reconstructed"), Rows.Read(loaded.Transform(codes), "Reconstructed"));
    }

    [TestMethod]
    public void CodesOfAnotherTokenizerAreRefused()
    {
        IDataView data = TinyImages.Encoded(s_ml, 8);
        using HierQuantizeTransformer other = TinyModels.Quantize(s_ml, options => options.Tokenizer = TinyModels.Tokenizer(seed: 2)).Fit(data);
        HierDequantizeTransformer decoder = s_ml.Transforms.HierDequantize("Reconstructed", "Codes", s_model.Tokenizer).Fit(s_model.Transform(data));
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => decoder.Transform(other.Transform(data)));
        StringAssert.Contains(failure.Message, other.TokenizerId);
        StringAssert.Contains(failure.Message, s_model.TokenizerId);
    }

    [TestMethod]
    public void OptionsOutOfRangeAreNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.HierDequantize(levels: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.HierDequantize(depths: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.HierDequantize(new HierDequantizeOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentException>(() => s_ml.Transforms.HierDequantize(new HierDequantizeOptions { OutputColumnName = null }));
        Assert.Throws<ArgumentException>(() => s_ml.Transforms.HierDequantize(new HierDequantizeOptions { PixelsColumnName = "Reconstructed" }));
        Assert.Throws<ArgumentException>(() => s_ml.Transforms.HierDequantize(new HierDequantizeOptions { InputColumnName = "" }));
    }

    private sealed class CodesRow
    {
        [VectorType(20), KeyType(16)]
        public uint[] Codes { get; set; } = [];
    }

    private sealed class DecodedRow
    {
        [ImageType(8, 8)]
        public MLImage Reconstructed { get; set; } = null!;
    }
}
