using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>One example at a time.</summary>
[TestClass]
public sealed class PredictionEngineTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static IDataView Data => Ml.Data.LoadFromEnumerable(SampleRow.Some);

    [TestMethod]
    public void Examples_are_mapped_one_by_one()
    {
        ITransformer model = Ml.Transforms.Conversion.MapValueToKey("K", "T").Append(Ml.Transforms.Conversion.MapKeyToValue("Text", "K")).Fit(Data);
        using PredictionEngine<SampleRow, Prediction> engine = Ml.Model.CreatePredictionEngine<SampleRow, Prediction>(model);

        Assert.AreEqual(2u, engine.Predict(SampleRow.Some[1]).K);
        Assert.AreEqual("red", engine.Predict(SampleRow.Some[0]).Text);
        Assert.AreEqual(0u, engine.Predict(new SampleRow { T = "never seen", V = [0, 0, 0] }).K);
        Prediction? reused = new Prediction();
        engine.Predict(SampleRow.Some[1], ref reused);
        Assert.AreEqual("grün", reused.Text);
        Assert.IsNotNull(engine.OutputSchema.GetColumnOrNull("K"));
        Assert.Throws<ArgumentNullException>(() => engine.Predict(null!));
    }

    [TestMethod]
    public void A_missing_output_column_is_ignored_only_where_that_is_said()
    {
        ITransformer model = Ml.Transforms.CopyColumns("Copy", "F").Fit(Data);

        using (PredictionEngine<SampleRow, Prediction> engine = Ml.Model.CreatePredictionEngine<SampleRow, Prediction>(model))
            Assert.AreEqual(0u, engine.Predict(SampleRow.Some[0]).K);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Model.CreatePredictionEngine<SampleRow, Prediction>(model, ignoreMissingColumns: false));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Ml.Model.CreatePredictionEngine<SampleRow, Prediction>(model, new PredictionEngineOptions { IgnoreMissingColumns = false }));
    }

    [TestMethod]
    public void A_saved_schema_gives_a_loose_member_its_size()
    {
        ITransformer model = Ml.Transforms.CopyColumns("Copy", "V").Fit(Data);
        DataViewSchema schema = Ml.Transforms.SelectColumns("V").Fit(Data).GetOutputSchema(Data.Schema);

        using PredictionEngine<Loose, Loose> engine = Ml.Model.CreatePredictionEngine<Loose, Loose>(model, schema);

        Assert.AreEqual("Vector<Single, 3>", engine.OutputSchema["Copy"].Type.ToString());
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, engine.Predict(new Loose { V = [1, 2, 3] }).V);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void An_engine_disposes_of_its_transformer_only_where_it_owns_it(bool owns)
    {
        var transformer = new Owned(Ml.Transforms.CopyColumns("Copy", "F").Fit(Data));

        Ml.Model.CreatePredictionEngine<SampleRow, Prediction>(transformer, new PredictionEngineOptions { OwnsTransformer = owns }).Dispose();

        Assert.AreEqual(owns, transformer.IsDisposed);
    }

    private sealed class Prediction
    {
        public uint K { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class Loose
    {
        public float[] V { get; set; } = [];
    }

    private sealed class Owned(ITransformer inner) : ITransformer, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public bool IsRowToRowMapper => true;

        public void Dispose() => IsDisposed = true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        void ICanSaveModel.Save(ModelSaveContext ctx) => inner.Save(ctx);
    }
}
