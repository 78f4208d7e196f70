using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>A schema of every type, made by hand, is saved as the real library saved it.</summary>
[TestClass]
public sealed class SchemaEntryTests
{
    private static readonly PrimitiveDataViewType Text = TextDataViewType.Instance;

    [TestMethod]
    public void A_schema_of_every_type_saves_as_the_same_bytes()
    {
        var ml = new MLContext(seed: 1);
        SampleModel sample = SampleModel.Read("h");
        ITransformer model = ml.Model.Load(new MemoryStream(sample.Zip), out _);

        using var stream = new MemoryStream();
        ml.Model.Save(model, EveryType(), stream);

        sample.AssertSameEntries(stream.ToArray());
    }

    private static DataViewSchema EveryType()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Txt", Text);
        builder.AddColumn("Sng", NumberDataViewType.Single);
        builder.AddColumn("Boo", BooleanDataViewType.Instance);
        builder.AddColumn("I4", NumberDataViewType.Int32);
        builder.AddColumn("K10", new KeyDataViewType(typeof(uint), 10));
        builder.AddColumn("KB", new KeyDataViewType(typeof(byte), 4));
        builder.AddColumn("Cat", Text);
        builder.AddColumn("Cat", new KeyDataViewType(typeof(uint), 2), Annotated("KeyValues", Text, new VBuffer<ReadOnlyMemory<char>>(2, ["a".AsMemory(), "b".AsMemory()])));
        builder.AddColumn("Cat2", Text);
        builder.AddColumn("V3", new VectorDataViewType(NumberDataViewType.Single, 3));
        builder.AddColumn("Vvar", new VectorDataViewType(NumberDataViewType.Single));
        builder.AddColumn("M22", new VectorDataViewType(NumberDataViewType.Int32, 2, 2));
        builder.AddColumn("VT", new VectorDataViewType(Text, 2));
        builder.AddColumn("VB", new VectorDataViewType(BooleanDataViewType.Instance, 2));
        builder.AddColumn("R8", NumberDataViewType.Double);
        builder.AddColumn("I8", NumberDataViewType.Int64);
        builder.AddColumn("U1", NumberDataViewType.Byte);
        builder.AddColumn("I1", NumberDataViewType.SByte);
        builder.AddColumn("I2", NumberDataViewType.Int16);
        builder.AddColumn("U2", NumberDataViewType.UInt16);
        builder.AddColumn("U4", NumberDataViewType.UInt32);
        builder.AddColumn("U8", NumberDataViewType.UInt64);
        builder.AddColumn("Dt", DateTimeDataViewType.Instance);
        builder.AddColumn("Dto", DateTimeOffsetDataViewType.Instance);
        builder.AddColumn("Ts", TimeSpanDataViewType.Instance);
        builder.AddColumn("Img", new ImageDataViewType(4, 6));
        builder.AddColumn("KI", new KeyDataViewType(typeof(uint), 3), Annotated("KeyValues", NumberDataViewType.Int32, new VBuffer<int>(3, [10, 20, 30])));
        builder.AddColumn("CC", new VectorDataViewType(NumberDataViewType.Single, 4), Annotated("SlotNames", Text, new VBuffer<ReadOnlyMemory<char>>(4, 1, ["Sng".AsMemory()], [0])));
        return builder.ToSchema();
    }

    private static DataViewSchema.Annotations Annotated<T>(string kind, PrimitiveDataViewType itemType, VBuffer<T> vector)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(kind, new VectorDataViewType(itemType, vector.Length), (ref VBuffer<T> value) => vector.CopyTo(ref value));
        return annotations.ToAnnotations();
    }
}
