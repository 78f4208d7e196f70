using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Shapes with columns added or replaced by name.</summary>
internal static class SchemaShapes
{
    public static SchemaShape With(this SchemaShape shape, IEnumerable<SchemaShape.Column> added)
    {
        var columns = shape.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (SchemaShape.Column column in added)
            columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    public static SchemaShape.Column Required(this SchemaShape shape, string name) =>
        shape.TryFindColumn(name, out SchemaShape.Column column) ? column : throw Contracts.ExceptSchemaMismatch("inputSchema", "input", name);
}
