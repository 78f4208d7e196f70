using System.Collections;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What is known of a schema before there is data: names and types, but neither sizes nor order.</summary>
public sealed partial class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);

    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        Contracts.CheckValue(columns, nameof(columns));
        _columns = [.. columns];
        Contracts.CheckParam(_columns.All(c => c.IsValid), nameof(columns), "Some columns have no name");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public static SchemaShape Create(DataViewSchema schema)
    {
        Contracts.CheckValue(schema, nameof(schema));
        return new SchemaShape(schema.Where(c => !c.IsHidden).Select(c => ShapeOf(c.Name, c.Type, c.Annotations)));
    }

    public bool TryFindColumn(string name, out Column column)
    {
        Contracts.CheckValue(name, nameof(name));
        column = _columns.FirstOrDefault(c => c.Name == name);
        return column.IsValid;
    }

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Column ShapeOf(string name, DataViewType type, DataViewSchema.Annotations annotations)
    {
        Column.VectorKind kind = type is VectorDataViewType vector
            ? vector.IsKnownSize ? Column.VectorKind.Vector : Column.VectorKind.VariableVector
            : Column.VectorKind.Scalar;
        DataViewType item = ItemTypes.ItemOf(type);
        bool isKey = item is KeyDataViewType;
        return new Column(
            name,
            kind,
            isKey ? ItemTypes.OfRaw(item.RawType) : item,
            isKey,
            annotations is null ? null : new SchemaShape(annotations.Schema.Select(a => ShapeOf(a.Name, a.Type, null))));
    }
}
