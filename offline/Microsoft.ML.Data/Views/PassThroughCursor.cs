using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor with the columns of another, which it moves in its own way.</summary>
internal abstract class PassThroughCursor : DataViewRowCursor
{
    private readonly bool[] _active;
    private long _position = -1;

    protected PassThroughCursor(DataViewRowCursor input, bool[] active)
    {
        Input = input;
        _active = active;
    }

    public sealed override long Position => _position;

    public override long Batch => Input.Batch;

    public sealed override DataViewSchema Schema => Input.Schema;

    protected DataViewRowCursor Input { get; }

    public sealed override bool MoveNext()
    {
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        _position = -1;
        return false;
    }

    public sealed override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _active.Length, nameof(column), $"There is no column of index {column.Index}");
        return _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ColumnSet.CheckActive(_active, column);
        return Input.GetGetter<TValue>(column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
