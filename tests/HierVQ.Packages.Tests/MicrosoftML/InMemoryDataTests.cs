using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

[TestClass]
public sealed class InMemoryDataTests
{
    [TestMethod]
    public void Rows_of_objects_come_back_as_objects()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(SampleRow.Some);

        SampleRow[] back = [.. ml.Data.CreateEnumerable<SampleRow>(data, reuseRowObject: false)];

        Assert.HasCount(4, back);
        Assert.AreEqual("grün", back[1].T);
        Assert.AreEqual(-0.1f, back[1].F);
        Assert.AreEqual(7, back[2].I);
        CollectionAssert.AreEqual(new float[] { 0.25f, -1, 0 }, back[2].V);
        Assert.AreEqual(4L, data.GetRowCount());
    }

    [TestMethod]
    public void The_schema_names_the_members_with_their_types()
    {
        IDataView data = new MLContext().Data.LoadFromEnumerable(SampleRow.Some);

        CollectionAssert.AreEqual(new[] { "T", "F", "I", "B", "V" }, data.Schema.Select(c => c.Name).ToArray());
        Assert.AreEqual("Vector<Single, 3>", data.Schema["V"].Type.ToString());
        Assert.AreEqual("String", data.Schema["T"].Type.ToString());
    }

    [TestMethod]
    public void A_copied_column_hides_the_one_whose_name_it_takes()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(SampleRow.Some);

        ITransformer model = ml.Transforms.CopyColumns("F2", "F").Append(ml.Transforms.CopyColumns("I", "F")).Fit(data);
        DataViewSchema schema = model.Transform(data).Schema;

        CollectionAssert.AreEqual(new[] { "T", "F", "I", "I", "B", "V", "F2" }, schema.Select(c => c.Name).ToArray());
        Assert.IsTrue(schema[2].IsHidden);
        Assert.AreEqual(NumberDataViewType.Single, schema["I"].Type);
    }

    [TestMethod]
    public void A_prediction_engine_maps_one_example()
    {
        var ml = new MLContext(seed: 1);
        ITransformer model = ml.Transforms.CopyColumns("Copy", "F").Fit(ml.Data.LoadFromEnumerable(SampleRow.Some));

        using PredictionEngine<SampleRow, Copied> engine = ml.Model.CreatePredictionEngine<SampleRow, Copied>(model);

        Assert.AreEqual(-0.1f, engine.Predict(SampleRow.Some[1]).Copy);
        Assert.AreEqual(1.5f, engine.Predict(SampleRow.Some[0]).Copy);
    }

    private sealed class Copied
    {
        public float Copy { get; set; }
    }
}
