using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>Rows of a source with the columns that a component computes from batches of them.</summary>
internal sealed class BatchedDataView(IHost host, IDataView source, BatchBinding binding) : IDataView
{
    public DataViewSchema Schema => binding.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return Wrap(source.GetRowCursor(binding.Dependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        // One source cursor stays one: the network uses the machine's cores by itself.
        return [.. source.GetRowCursorSet(binding.Dependencies(columns), n, rand).Select(cursor => Wrap(cursor, columns))];
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] columns)
    {
        try
        {
            return columns.Any(column => binding.IsOwn(column.Index))
                ? new BatchingCursor(host, binding, cursor, columns)
                : new PassingCursor(binding, cursor);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }
}
