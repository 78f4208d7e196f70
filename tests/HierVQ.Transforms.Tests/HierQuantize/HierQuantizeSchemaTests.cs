using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.HierQuantize;

[TestClass]
public sealed class HierQuantizeSchemaTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static HierQuantizeTransformer s_model = null!;

    [ClassInitialize]
    public static void Train(TestContext _) => s_model = TinyModels.Quantize(s_ml, options => options.Tokenizer.Epochs = 1).Fit(TinyImages.Encoded(s_ml, 8));

    [ClassCleanup]
    public static void Free() => s_model.Dispose();

    [TestMethod]
    public void AMissingColumnIsNamedInEveryPlace() => AssertRefused(
        s_ml.Data.LoadFromEnumerable([new { Picture = "a.png" }]), "Could not find column 'Image'", "Picture");

    [TestMethod]
    public void AColumnOfAnotherTypeIsNamedInEveryPlace()
    {
        AssertRefused(s_ml.Data.LoadFromEnumerable([new { Image = 1f }]), "column 'Image'", "got Single");
        AssertRefused(s_ml.Data.LoadFromEnumerable([new { Image = new double[] { 1 } }]), "column 'Image'", "got Vector<Double");
        AssertRefused(s_ml.Data.LoadFromEnumerable([new { Image = true }]), "column 'Image'", "got Bool");
    }

    [TestMethod]
    public void PixelsOfAnotherSizeAreRefused()
    {
        IDataView data = s_ml.Data.LoadFromEnumerable([new Twelve()]);
        foreach (Action use in (Action[])[() => TinyModels.Quantize(s_ml).Fit(data), () => s_model.Transform(data), () => s_model.GetOutputSchema(data.Schema)])
        {
            var failure = Assert.Throws<ArgumentOutOfRangeException>(use);
            StringAssert.Contains(failure.Message, "Vector<Single, 192>");
            StringAssert.Contains(failure.Message, "Vector<Single, 12>");
        }
    }

    [TestMethod]
    public void PixelsOfUnknownSizeAreCheckedRowByRow()
    {
        IDataView data = s_ml.Data.LoadFromEnumerable([new { Image = new float[192] }, new { Image = new float[191] }]);
        var failure = Assert.Throws<InvalidOperationException>(() => Rows.Read(s_model.Transform(data), "Codes"));
        StringAssert.Contains(failure.Message, "Row 1, column 'Image'");
        StringAssert.Contains(failure.Message, "191 numbers");
    }

    [TestMethod]
    public void OptionsOutOfRangeAreNamedBeforeAnyWork()
    {
        AssertOption("BatchSize", options => options.BatchSize = 0);
        AssertOption("MaxPixels", options => options.MaxPixels = 0);
        AssertOption("PixelMaximum", options => options.PixelMaximum = 0);
        AssertOption("PixelMaximum", options => options.PixelMaximum = float.NaN);
        AssertOption("BadImages", options => options.BadImages = (BadImages)7);
        AssertOption("PixelLayout", options => options.PixelLayout = (PixelLayout)7);
        AssertOption("Fit", options => options.Fit = (Images.ImageFit)7);
        AssertOption("LatentsColumnName", options => options.LatentsColumnName = "Codes");
        AssertOption("OutputColumnName", options => options.OutputColumnName = "");
        AssertOption("InputColumnName", options => options.InputColumnName = "");
        AssertOption("Epochs", options => options.Tokenizer.Epochs = 0);
        AssertOption("ImageSize", options => options.Tokenizer.ImageSize = 9);
        Assert.Throws<ArgumentNullException>(() => s_ml.Transforms.HierQuantize(null!));
    }

    [TestMethod]
    public void TrainingImagesBeyondTheBudgetAreRefusedWithNumbers()
    {
        HierQuantizeEstimator estimator = TinyModels.Quantize(s_ml, options => options.Tokenizer.MemoryBudget = 5 * 192);
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => estimator.Fit(TinyImages.Encoded(s_ml, 6))).Message, "MemoryBudget");
    }

    [TestMethod]
    public void NoImagesToTrainOnIsSaid() =>
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => TinyModels.Quantize(s_ml).Fit(TinyImages.Encoded(s_ml, 0))).Message, "'Image'");

    private static void AssertRefused(IDataView data, params string[] parts)
    {
        HierQuantizeEstimator estimator = TinyModels.Quantize(s_ml);
        Action[] places =
        [
            () => estimator.GetOutputSchema(SchemaShape.Create(data.Schema)), () => estimator.Fit(data),
            () => s_model.GetOutputSchema(data.Schema), () => s_model.Transform(data), () => ((ITransformer)s_model).GetRowToRowMapper(data.Schema),
        ];
        foreach (Action place in places)
        {
            var failure = Assert.Throws<ArgumentOutOfRangeException>(place);
            foreach (string part in parts)
                StringAssert.Contains(failure.Message, part);
        }
    }

    private static void AssertOption(string name, Action<HierQuantizeOptions> change) =>
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => TinyModels.Quantize(s_ml, change)).Message, name);

    private sealed class Twelve
    {
        [VectorType(12)]
        public float[] Image { get; set; } = new float[12];
    }
}
