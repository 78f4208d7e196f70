using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>Finds the columns that a component needs; what is missing or of another type ends as ML.NET users expect it.</summary>
internal static class SchemaCheck
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or the rule does not take its type.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, ColumnRule rule)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            throw Missing(name, rule, schema.Where(other => !other.IsHidden).Select(other => other.Name));
        if (!rule.Accepts(ColumnForm.Of(column.Type)))
            throw Mismatch(name, rule.Expected, column.Type.ToString()!);
        return column;
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or the rule does not take its type.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string name, ColumnRule rule)
    {
        if (!TryFind(schema, name, out SchemaShape.Column column))
            throw Missing(name, rule, schema.Select(other => other.Name));
        if (!rule.Accepts(ColumnForm.Of(column)))
            throw Mismatch(name, rule.Expected, Describe(column));
        return column;
    }

    public static ArgumentOutOfRangeException Mismatch(string name, string expected, string actual) =>
        new("inputSchema", $"Schema mismatch for column '{name}': expected {expected}, got {actual}.");

    /// <summary>The shape of a schema after columns are added; a column of the same name is replaced.</summary>
    public static SchemaShape Add(SchemaShape schema, params IEnumerable<SchemaShape.Column> columns)
    {
        SchemaShape.Column[] added = [.. columns];
        return new SchemaShape(schema.Where(old => !added.Any(column => column.Name == old.Name)).Concat(added));
    }

    /// <summary>The shape of a column of that name and type.</summary>
    public static SchemaShape.Column Shape(string name, DataViewType type, SchemaShape? annotations = null)
    {
        ColumnForm form = ColumnForm.Of(type);
        DataViewType item = type is VectorDataViewType vector ? vector.ItemType : type;
        if (item is KeyDataViewType)
            item = NumberDataViewType.UInt32;
        return new SchemaShape.Column(name, form.Kind, item, form.IsKey, annotations);
    }

    private static bool TryFind(SchemaShape schema, string name, out SchemaShape.Column column)
    {
        column = schema.FirstOrDefault(other => other.Name == name);
        return column.Name is not null;
    }

    private static ArgumentOutOfRangeException Missing(string name, ColumnRule rule, IEnumerable<string> present) =>
        new("inputSchema", $"Could not find column '{name}', which should hold {rule.Expected}. The columns are: {string.Join(", ", present)}.");

    private static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => item,
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            _ => $"Vector<{item}> of unknown size",
        };
    }
}
