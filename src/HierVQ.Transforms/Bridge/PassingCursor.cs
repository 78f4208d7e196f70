using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>A cursor when none of the component's own columns is asked for: the source's rows under the wider schema, and no network.</summary>
internal sealed class PassingCursor(BatchBinding binding, DataViewRowCursor source) : DataViewRowCursor
{
    public override DataViewSchema Schema => binding.OutputSchema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        !binding.IsOwn(column.Index) && source.IsColumnActive(binding.InputSchema[column.Index]);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => binding.IsOwn(column.Index)
        ? throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for when this cursor was made.")
        : source.GetGetter<TValue>(binding.InputSchema[column.Index]);

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool MoveNext() => source.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
