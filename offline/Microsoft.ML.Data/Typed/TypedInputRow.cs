using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The one row that a prediction engine feeds.</summary>
internal sealed class TypedInputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow _current;
    private long _position = -1;

    public TypedInputRow(SchemaDefinition definition)
    {
        var reader = new TypedRowReader<TRow>(definition);
        Schema = reader.Schema;
        _getters = new Delegate[Schema.Count];
        for (int i = 0; i < _getters.Length; i++)
            _getters[i] = reader.MakeGetter(i, Current);
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public void Set(TRow row)
    {
        Contracts.CheckValue(row, nameof(row));
        _current = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _getters.Length;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _getters.Length, nameof(column), $"There is no column of index {column.Index}");
        return Getters.Typed<TValue>(_getters[column.Index], column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

    private TRow Current() => _current ?? throw new InvalidOperationException("Values can be fetched only after an example has been given");
}
