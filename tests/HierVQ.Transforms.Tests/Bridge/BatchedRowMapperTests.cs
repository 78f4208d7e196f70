using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Bridge;

[TestClass]
public sealed class BatchedRowMapperTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void TheSchemaIsTheVeryObjectThatRowsCarry()
    {
        IDataView data = TinyImages.Encoded(_ml, 3);
        var mapper = new BatchedRowMapper(new CountingBinding(data.Schema, 4, true));
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        using DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        Assert.AreSame(data.Schema, mapper.InputSchema);
        Assert.AreSame(mapper.OutputSchema, row.Schema);
        Assert.Throws<ArgumentException>(() => mapper.GetRow(TinyImages.Encoded(_ml, 1).GetRowCursor([]), mapper.OutputSchema));
    }

    [TestMethod]
    public void ARowIsComputedOnceAndOnlyWhenAsked()
    {
        IDataView data = TinyImages.Encoded(_ml, 3);
        var binding = new CountingBinding(data.Schema, 4, true);
        var mapper = new BatchedRowMapper(binding);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        using DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        ValueGetter<int> doubled = row.GetGetter<int>(row.Schema["Doubled"]), number = row.GetGetter<int>(row.Schema["Number"]);
        int value = 0;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            number(ref value);
            Assert.HasCount(i, binding.Runs);
            doubled(ref value);
            doubled(ref value);
            Assert.AreEqual(2 * i, value);
            Assert.HasCount(i + 1, binding.Runs);
        }
        Assert.IsTrue(binding.Runs.All(count => count == 1));
    }

    [TestMethod]
    public void DependenciesAreWhatTheColumnsNeed()
    {
        IDataView data = TinyImages.Encoded(_ml, 3);
        var mapper = new BatchedRowMapper(new CountingBinding(data.Schema, 4, true));
        DataViewSchema output = mapper.OutputSchema;
        Assert.AreEqual("Number", string.Join(",", mapper.GetDependencies([output["Doubled"]]).Select(column => column.Name)));
        Assert.AreEqual("Label", string.Join(",", mapper.GetDependencies([output["Label"]]).Select(column => column.Name)));
        Assert.IsEmpty(mapper.GetDependencies([]));
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Label"]]);
        using DataViewRow row = mapper.GetRow(cursor, [output["Label"]]);
        Assert.IsFalse(row.IsColumnActive(output["Doubled"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.GetGetter<int>(output["Doubled"]));
    }
}
