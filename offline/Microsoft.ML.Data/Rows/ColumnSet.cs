using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which columns of a schema are wanted, by index.</summary>
internal static class ColumnSet
{
    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        Contracts.CheckValue(columnsNeeded, nameof(columnsNeeded));
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            Contracts.Check(column.Index < active.Length, $"The requested column '{column.Name}' is not part of the data view's schema");
            active[column.Index] = true;
        }
        return active;
    }

    public static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < active.Length, nameof(column), $"There is no column of index {column.Index}");
        Contracts.CheckParam(active[column.Index], nameof(column), $"The requested column '{column.Name}' is not active");
    }
}
