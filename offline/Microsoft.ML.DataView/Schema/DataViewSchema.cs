using System.Collections;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The columns of a data view. Of several columns with one name the last one hides the others.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _indexOfName = new(StringComparer.Ordinal);

    private DataViewSchema(DetachedColumn[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
            _indexOfName[columns[i].Name] = i;
        _columns = new Column[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            DetachedColumn column = columns[i];
            _columns[i] = new Column(column.Name, i, _indexOfName[column.Name] != i, column.Type, column.Annotations);
        }
    }

    public int Count => _columns.Length;

    public Column this[string name]
    {
        get
        {
            Contracts.CheckValue(name, nameof(name));
            if (!_indexOfName.TryGetValue(name, out int index))
                throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");
            return _columns[index];
        }
    }

    public Column this[int columnIndex]
    {
        get
        {
            Contracts.CheckParam(columnIndex >= 0 && columnIndex < _columns.Length, nameof(columnIndex));
            return _columns[columnIndex];
        }
    }

    public Column? GetColumnOrNull(string name)
    {
        Contracts.CheckValue(name, nameof(name));
        return _indexOfName.TryGetValue(name, out int index) ? _columns[index] : null;
    }

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{Count} columns" + (Count > 0 ? ": " + string.Join(", ", _columns.Select(c => c.ToString())) : string.Empty);
}
