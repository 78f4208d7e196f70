using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Estimators and transformers in chains, and what saves and loads them.</summary>
[TestClass]
public sealed class ChainTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static IDataView Data => Ml.Data.LoadFromEnumerable(SampleRow.Some);

    [TestMethod]
    public void A_pipeline_that_does_not_fit_its_data_is_refused_before_anything_is_fitted()
    {
        bool fitted = false;
        IEstimator<ITransformer> pipeline = Ml.Transforms.CopyColumns("A", "F").WithOnFitDelegate(_ => fitted = true).Append(Ml.Transforms.CopyColumns("B", "None"));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Fit(Data));

        StringAssert.Contains(error.Message, "None");
        Assert.IsFalse(fitted);
    }

    [TestMethod]
    public void A_transformer_refuses_data_without_its_column()
    {
        ITransformer model = Ml.Transforms.CopyColumns("A", "F").Fit(Data);
        IDataView other = Ml.Transforms.DropColumns("F").Fit(Data).Transform(Data);

        Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(other));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutputSchema(other.Schema));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.SelectColumns("None").Fit(Data));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.Conversion.MapKeyToValue("T2", "T").Append(Ml.Transforms.CopyColumns("B", "T2")).Fit(Data));
    }

    [TestMethod]
    public void A_cache_checkpoint_spares_what_comes_before_it_a_second_reading()
    {
        int mapped = 0;
        IEstimator<ITransformer> start = Ml.Transforms.CustomMapping<SampleRow, Length>(
            (source, target) =>
            {
                Interlocked.Increment(ref mapped);
                target.Characters = source.T.Length;
            },
            contractName: null);
        IEstimator<ITransformer> pipeline = start.AppendCacheCheckpoint(Ml)
            .Append(Ml.Transforms.Conversion.MapValueToKey("K", "Characters"))
            .Append(Ml.Transforms.Conversion.MapValueToKey("K2", "Characters"));

        pipeline.Fit(Data);

        Assert.AreEqual(SampleRow.Some.Length, mapped);
    }

    [TestMethod]
    public void The_transformers_of_a_chain_can_be_had_by_their_scope()
    {
        TransformerChain<ColumnCopyingTransformer> chain = new EstimatorChain<ITransformer>()
            .Append(Ml.Transforms.CopyColumns("A", "F"), TransformerScope.Training)
            .Append(Ml.Transforms.CopyColumns("B", "F"), TransformerScope.Scoring)
            .Fit(Data);

        Assert.HasCount(2, chain.ToArray());
        Assert.IsNull(chain.Transform(Data).Schema.GetColumnOrNull("A"));
        Assert.IsNotNull(chain.Transform(Data, TransformerScope.Everything).Schema.GetColumnOrNull("A"));
        Assert.HasCount(1, chain.GetModelFor(TransformerScope.Training).ToArray());
        Assert.AreSame(chain.LastTransformer, chain.Last());
    }

    [TestMethod]
    public void Disposing_of_a_chain_disposes_of_its_transformers()
    {
        var disposable = new DisposableTransformer();
        var chain = new TransformerChain<ITransformer>(Ml.Transforms.CopyColumns("A", "F").Fit(Data), disposable);

        chain.Dispose();
        chain.Dispose();

        Assert.AreEqual(1, disposable.Disposals);
    }

    [TestMethod]
    public void A_model_loads_twice_and_saves_again_the_same()
    {
        ITransformer model = Ml.Transforms.Conversion.MapValueToKey("K", "T").Append(Ml.Transforms.CopyColumns("K2", "K")).Fit(Data);
        using var stream = new MemoryStream();
        Ml.Model.Save(model, Data.Schema, stream);

        ITransformer first = new MLContext().Model.Load(new MemoryStream(stream.ToArray()), out DataViewSchema schema);
        ITransformer second = new MLContext().Model.Load(new MemoryStream(stream.ToArray()), out _);
        using var again = new MemoryStream();
        Ml.Model.Save(first, schema, again);

        CollectionAssert.AreEqual(new uint[] { 1, 2, 1, 0 }, first.Transform(Data).GetColumn<uint>("K2").ToArray());
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1, 0 }, second.Transform(Data).GetColumn<uint>("K2").ToArray());
        List<(string Name, byte[] Content)> saved = SampleModel.Entries(stream.ToArray()), resaved = SampleModel.Entries(again.ToArray());
        for (int i = 0; i < saved.Count; i++)
            CollectionAssert.AreEqual(saved[i].Content, resaved[i].Content, saved[i].Name);
    }

    [TestMethod]
    public void A_schema_without_any_column_that_can_be_saved_is_refused()
    {
        ITransformer model = Ml.Transforms.CopyColumns("A", "F").Fit(Data);

        Assert.Throws<InvalidOperationException>(() => Ml.Model.Save(model, new DataViewSchema.Builder().ToSchema(), new MemoryStream()));
    }

    [TestMethod]
    public void A_custom_mapping_with_a_contract_survives_saving()
    {
        ITransformer model = Ml.Transforms.CustomMapping(new LengthFactory().GetMapping(), LengthFactory.Contract).Fit(Data);
        using var stream = new MemoryStream();
        Ml.Model.Save(model, Data.Schema, stream);

        ITransformer loaded = new MLContext().Model.Load(new MemoryStream(stream.ToArray()), out _);

        CollectionAssert.AreEqual(new[] { 3, 4, 3, 0 }, loaded.Transform(Data).GetColumn<int>("Characters").ToArray());
    }

    private sealed class DisposableTransformer : ITransformer, IDisposable
    {
        public int Disposals { get; private set; }

        public bool IsRowToRowMapper => false;

        public void Dispose() => Disposals++;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IDataView Transform(IDataView input) => input;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }
}
