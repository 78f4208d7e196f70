namespace Microsoft.ML.Data;

/// <summary>A row over a cursor, moved by that cursor.</summary>
internal sealed class MappedCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _cursor;
    private readonly DataViewRow _row;

    public MappedCursor(DataViewRowCursor cursor, DataViewRow row)
    {
        _cursor = cursor;
        _row = row;
    }

    public override long Position => _cursor.Position;

    public override long Batch => _cursor.Batch;

    public override DataViewSchema Schema => _row.Schema;

    public override bool MoveNext() => _cursor.MoveNext();

    public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _row.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _row.Dispose();
        base.Dispose(disposing);
    }
}
