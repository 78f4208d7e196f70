using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Schemas, annotations, types and vectors.</summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void The_last_of_several_columns_with_one_name_hides_the_others()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Int32);
        builder.AddColumn("B", TextDataViewType.Instance);
        builder.AddColumn("A", NumberDataViewType.Single);
        DataViewSchema schema = builder.ToSchema();

        Assert.AreEqual(2, schema["A"].Index);
        Assert.IsTrue(schema[0].IsHidden);
        Assert.IsFalse(schema[2].IsHidden);
        Assert.IsNull(schema.GetColumnOrNull("C"));
        Assert.Throws<ArgumentOutOfRangeException>(() => schema["C"]);
    }

    [TestMethod]
    public void Annotations_give_back_what_was_put_in()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Size", NumberDataViewType.Int32, 7);
        var layout = new VBuffer<int>(4, [8, 8, 1, 256]);
        annotations.Add("CodeLayout", new VectorDataViewType(NumberDataViewType.Int32, 4), (ref VBuffer<int> value) => layout.CopyTo(ref value));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Codes", new VectorDataViewType(new KeyDataViewType(typeof(uint), 256), 64), annotations.ToAnnotations());
        DataViewSchema.Column column = builder.ToSchema()["Codes"];

        int size = 0;
        column.Annotations.GetValue("Size", ref size);
        VBuffer<int> read = default;
        column.Annotations.GetValue("CodeLayout", ref read);
        Assert.AreEqual(7, size);
        CollectionAssert.AreEqual(new[] { 8, 8, 1, 256 }, read.DenseValues().ToArray());
        Assert.Throws<InvalidOperationException>(() => column.Annotations.GetValue("None", ref size));
        Assert.IsFalse(column.HasKeyValues());
    }

    [TestMethod]
    public void Types_are_equal_by_what_they_say()
    {
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 10), new KeyDataViewType(typeof(uint), 10));
        Assert.AreNotEqual(new KeyDataViewType(typeof(uint), 10), new KeyDataViewType(typeof(uint), 11));
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2, 3), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.AreNotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.AreEqual(6, new VectorDataViewType(NumberDataViewType.Single, 2, 3).Size);
        Assert.IsFalse(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
        Assert.AreEqual(typeof(VBuffer<float>), new VectorDataViewType(NumberDataViewType.Single).RawType);
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 300));
    }

    [TestMethod]
    public void A_sparse_vector_says_its_zeros_too()
    {
        var sparse = new VBuffer<float>(5, 2, [1, 2], [1, 4]);

        Assert.IsFalse(sparse.IsDense);
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 0, 2 }, sparse.DenseValues().ToArray());
        Assert.AreEqual(0f, sparse.GetItemOrDefault(2));
        Assert.AreEqual(2f, sparse.GetItemOrDefault(4));
        VBuffer<float> dense = default;
        sparse.CopyToDense(ref dense);
        Assert.IsTrue(dense.IsDense);
        var target = new float[6];
        sparse.CopyTo(target, 1);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 0, 0, 2 }, target);
        VBuffer<float> part = default;
        sparse.CopyTo(ref part, 1, 3);
        CollectionAssert.AreEqual(new float[] { 1, 0, 0 }, part.DenseValues().ToArray());
    }

    [TestMethod]
    public void An_editor_reuses_the_arrays_of_a_vector_that_are_large_enough()
    {
        var vector = new VBuffer<int>(4, [1, 2, 3, 4]);

        VBufferEditor<int> smaller = VBufferEditor.Create(ref vector, 3);
        Assert.IsFalse(smaller.CreatedNewValues);
        smaller.Values[0] = 9;
        vector = smaller.Commit();
        CollectionAssert.AreEqual(new[] { 9, 2, 3 }, vector.GetValues().ToArray());
        VBufferEditor<int> larger = VBufferEditor.Create(ref vector, 10, 2);
        larger.Values[0] = 5;
        larger.Values[1] = 6;
        larger.Indices[0] = 3;
        larger.Indices[1] = 8;
        vector = larger.CommitTruncated(1);
        Assert.AreEqual(10, vector.Length);
        CollectionAssert.AreEqual(new[] { 3 }, vector.GetIndices().ToArray());
        CollectionAssert.AreEqual(new[] { 5 }, vector.GetValues().ToArray());
    }

    [TestMethod]
    public void Attributes_of_members_give_their_types()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Attributed));

        CollectionAssert.AreEquivalent(new[] { "Renamed", "Key", "Matrix", "Texts" }, definition.Select(c => c.ColumnName).ToArray());
        Assert.AreEqual("Key<UInt32, 0-4>", definition["Key"].ColumnType.ToString());
        Assert.AreEqual("Vector<Single, 2, 3>", definition["Matrix"].ColumnType.ToString());
        Assert.AreEqual("Vector<String>", definition["Texts"].ColumnType.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(typeof(Unknown)));
    }

    [TestMethod]
    public void A_schema_definition_can_give_a_vector_its_size()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Loose));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);

        IDataView data = new MLContext().Data.LoadFromEnumerable([new Loose { Values = [1, 2] }], definition);

        Assert.AreEqual("Vector<Single, 2>", data.Schema["Values"].Type.ToString());
    }

    [TestMethod]
    public void A_members_key_counts_from_zero_and_a_columns_from_one()
    {
        IDataView data = new MLContext().Data.LoadFromEnumerable([new Attributed { Key = 0 }, new Attributed { Key = 4 }, new Attributed { Key = 5 }]);

        CollectionAssert.AreEqual(new uint[] { 1, 5, 0 }, data.GetColumn<uint>("Key").ToArray());
    }

    private sealed class Attributed
    {
        [ColumnName("Renamed")]
        public float Own { get; set; }

        [KeyType(5)]
        public uint Key { get; set; }

        [VectorType(2, 3)]
        public float[] Matrix { get; set; } = new float[6];

        public string[] Texts { get; set; } = [];

        [NoColumn]
        public object? Other { get; set; }
    }

    private sealed class Loose
    {
        public float[] Values { get; set; } = [];
    }

    private sealed class Unknown
    {
        public Uri? Address { get; set; }
    }
}
