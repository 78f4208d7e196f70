using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Models that the real library saved: they load with the same rows, and the same pipelines save as the same bytes.</summary>
[TestClass]
public sealed class SampleModelTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static IDataView Data => Ml.Data.LoadFromEnumerable(SampleRow.Some);

    [TestMethod]
    [DataRow("a1")]
    [DataRow("a2")]
    [DataRow("b1")]
    [DataRow("b2")]
    [DataRow("b3")]
    [DataRow("c1")]
    [DataRow("c2")]
    [DataRow("c3")]
    [DataRow("d1")]
    [DataRow("d2")]
    [DataRow("d3")]
    [DataRow("g1")]
    [DataRow("g2")]
    [DataRow("j")]
    public void A_sample_loads_with_the_same_schemas_and_rows(string name)
    {
        SampleModel sample = SampleModel.Read(name);

        ITransformer model = Ml.Model.Load(new MemoryStream(sample.Zip), out DataViewSchema schema);

        Assert.AreEqual(sample.Facts.GetProperty("loaded_type").GetString(), TypeName(model.GetType()));
        if (sample.Facts.GetProperty("loaded_input_schema").ValueKind == JsonValueKind.Null)
            Assert.IsNull(schema);
        else
            RowText.AssertSchema(sample.Facts.GetProperty("loaded_input_schema"), schema);
        IDataView output = model.Transform(name == "c3" ? WithHiddenColumn() : Data);
        RowText.AssertSchema(sample.Facts.GetProperty("output_schema"), output.Schema);
        RowText.AssertRows(sample.Facts.GetProperty("output_rows"), output);
    }

    [TestMethod]
    [DataRow("a1")]
    [DataRow("a2")]
    [DataRow("b1")]
    [DataRow("b2")]
    [DataRow("b3")]
    [DataRow("c1")]
    [DataRow("c2")]
    [DataRow("c3")]
    [DataRow("d1")]
    [DataRow("d2")]
    [DataRow("d3")]
    [DataRow("g1")]
    [DataRow("g2")]
    [DataRow("h")]
    [DataRow("h2")]
    public void A_loaded_sample_saves_as_the_same_bytes(string name)
    {
        SampleModel sample = SampleModel.Read(name);
        ITransformer model = Ml.Model.Load(new MemoryStream(sample.Zip), out DataViewSchema schema);

        sample.AssertSameEntries(Saved(model, schema));
    }

    [TestMethod]
    [DataRow("a1")]
    [DataRow("a2")]
    [DataRow("b1")]
    [DataRow("b2")]
    [DataRow("c1")]
    [DataRow("c2")]
    [DataRow("c3")]
    [DataRow("d1")]
    [DataRow("d2")]
    [DataRow("d3")]
    [DataRow("g1")]
    [DataRow("g2")]
    public void The_same_pipeline_saves_as_the_same_bytes(string name)
    {
        IDataView data = name == "c3" ? WithHiddenColumn() : Data;

        ITransformer model = Pipeline(name).Fit(data);

        SampleModel.Read(name).AssertSameEntries(Saved(model, name == "a2" ? null : data.Schema));
    }

    [TestMethod]
    [DataRow("h")]
    [DataRow("h2")]
    public void A_schema_of_every_type_loads_with_its_annotations(string name)
    {
        SampleModel sample = SampleModel.Read(name);

        Ml.Model.Load(new MemoryStream(sample.Zip), out DataViewSchema schema);

        RowText.AssertSchema(sample.Facts.GetProperty("loaded_input_schema"), schema);
    }

    [TestMethod]
    public void Key_values_of_a_loaded_schema_are_those_that_were_saved()
    {
        Ml.Model.Load(new MemoryStream(SampleModel.Read("h").Zip), out DataViewSchema schema);

        VBuffer<int> numbers = default;
        schema["KI"].GetKeyValues(ref numbers);
        CollectionAssert.AreEqual(new[] { 10, 20, 30 }, numbers.DenseValues().ToArray());
        VBuffer<ReadOnlyMemory<char>> texts = default;
        schema["Cat"].GetKeyValues(ref texts);
        CollectionAssert.AreEqual(new[] { "a", "b" }, texts.DenseValues().Select(t => t.ToString()).ToArray());
        schema["CC"].GetSlotNames(ref texts);
        CollectionAssert.AreEqual(new[] { "Sng", "", "", "" }, texts.DenseValues().Select(t => t.ToString()).ToArray());
    }

    [TestMethod]
    public void Many_key_values_survive_their_compression()
    {
        ITransformer model = Ml.Model.Load(new MemoryStream(SampleModel.Read("h2").Zip), out DataViewSchema schema);
        Ml.Model.Load(new MemoryStream(Saved(model, schema)), out DataViewSchema again);

        VBuffer<ReadOnlyMemory<char>> first = default, second = default;
        schema["K"].GetKeyValues(ref first);
        again["K"].GetKeyValues(ref second);
        Assert.AreEqual(300, first.Length);
        CollectionAssert.AreEqual(first.DenseValues().Select(t => t.ToString()).ToArray(), second.DenseValues().Select(t => t.ToString()).ToArray());
    }

    [TestMethod]
    public void A_model_with_its_loader_gives_both_back()
    {
        ITransformer model = Ml.Model.LoadWithDataLoader(new MemoryStream(SampleModel.Read("j").Zip), out IDataLoader<IMultiStreamSource> loader);

        CollectionAssert.AreEqual(new[] { "F", "T", "V" }, loader.GetOutputSchema().Select(c => c.Name).ToArray());
        Assert.IsInstanceOfType<ColumnCopyingTransformer>(model);
        using var stream = new MemoryStream();
        Ml.Model.Save(model, loader, stream);
        SampleModel.Read("j").AssertSameEntries(stream.ToArray());
    }

    [TestMethod]
    public void A_schema_without_a_model_is_corrupt()
    {
        Assert.ThrowsExactly<FormatException>(() => Ml.Model.Load(new MemoryStream(SampleModel.Read("a3").Zip), out _));
    }

    [TestMethod]
    public void A_component_whose_assembly_is_missing_says_which_file_is_not_found()
    {
        var error = Assert.Throws<Exception>(() => Ml.Model.Load(new MemoryStream(SampleModel.Read("i").Zip), out _));

        // It comes out of the loading of the chain around it.
        Exception root = error.GetBaseException();
        Assert.IsInstanceOfType<FileNotFoundException>(root);
        StringAssert.Contains(root.Message, "ScaleLib");
    }

    private static IEstimator<ITransformer> Pipeline(string name) => name switch
    {
        "a1" or "a2" => new EstimatorChain<ITransformer>(),
        "b1" => Ml.Transforms.CopyColumns("F2", "F"),
        "b2" => new EstimatorChain<ITransformer>().Append(Ml.Transforms.CopyColumns("F2", "F")),
        "c1" => Ml.Transforms.SelectColumns("V", "T"),
        "c2" => Ml.Transforms.DropColumns("I", "B"),
        "c3" => Ml.Transforms.SelectColumns(["F"], keepHidden: true),
        "d1" => Ml.Transforms.Conversion.MapValueToKey("K", "T").Append(Ml.Transforms.Conversion.MapKeyToValue("T2", "K")),
        "d2" => Ml.Transforms.Conversion.MapValueToKey(
            [new("KI", "I"), new("KF", "F"), new("KB", "B")], keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue, addKeyValueAnnotationsAsText: true)
            .Append(Ml.Transforms.Conversion.MapKeyToValue([new InputOutputColumnPair("I2", "KI")])),
        "d3" => Ml.Transforms.Conversion.MapValueToKey("V")
            .Append(Ml.Transforms.Conversion.MapValueToKey("T", keyData: Ml.Data.LoadFromEnumerable<Term>([new() { Text = "grün" }, new() { Text = "blue" }]))),
        "g1" => Ml.Transforms.CopyColumns("T2", "T")
            .Append(Ml.Transforms.Conversion.MapValueToKey("K", "T2"))
            .Append(Ml.Transforms.Conversion.MapKeyToValue("T3", "K"))
            .Append(Ml.Transforms.DropColumns("I", "B"))
            .Append(Ml.Transforms.SelectColumns("T3", "K", "V")),
        "g2" => new EstimatorChain<ITransformer>()
            .Append(Ml.Transforms.CopyColumns("A", "F"), TransformerScope.TrainTest)
            .Append(Ml.Transforms.CopyColumns("B2", "I").Append(Ml.Transforms.DropColumns("T")))
            .Append(Ml.Transforms.CopyColumns("C", "V"), TransformerScope.Scoring),
        _ => throw new ArgumentException($"There is no pipeline {name}"),
    };

    private static IDataView WithHiddenColumn() => Ml.Transforms.CopyColumns("F", "I").Fit(Data).Transform(Data);

    private static byte[] Saved(ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        Ml.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    private static string TypeName(Type type) =>
        type.IsGenericType ? $"{type.Namespace}.{type.Name}[{type.GenericTypeArguments.Single().FullName}]" : type.FullName!;

    private sealed class Term
    {
        public string Text { get; set; } = "";
    }
}
