using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>
/// A batch of rows read ahead: the inputs of the network and, since the source moves on, the values of columns that are passed through.
/// </summary>
internal sealed class RowBank(int number, int capacity, BatchInput input, ColumnBuffer[] passed, DataViewRowCursor source) : IDisposable
{
    /// <summary>A batch ends early where the values passed through, large images for example, take more than this.</summary>
    internal const long MostHeld = 64L << 20;

    private readonly DataViewRowId[] _ids = new DataViewRowId[capacity];
    private readonly long[] _batches = new long[capacity];
    private readonly ValueGetter<DataViewRowId> _id = source.GetIdGetter();

    public int Number { get; } = number;

    public BatchInput Input { get; } = input;

    /// <summary>Rows that can be handed out.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the source has no row after these.</summary>
    public bool IsLast { get; private set; }

    /// <summary>What went wrong with the row after these. It is thrown when a consumer arrives there, not before: it may never.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Position of the first row.</summary>
    public long First { get; private set; }

    public DataViewRowId Id(int slot) => _ids[slot];

    public long Batch(int slot) => _batches[slot];

    public void Fill(long first, CancellationToken cancellation)
    {
        First = first;
        Failure = null;
        IsLast = false;
        int count = 0;
        long held = 0;
        try
        {
            while (count < capacity && held < MostHeld)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!source.MoveNext())
                {
                    IsLast = true;
                    break;
                }
                _id(ref _ids[count]);
                _batches[count] = source.Batch;
                foreach (ColumnBuffer column in passed)
                    held += column.Read(Number, count);
                ReadInput(count);
                count++;
            }
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Failure = failure;
        }
        Count = Input.Prepare(count, out Exception? earlier, cancellation);
        if (earlier is not null)
            Failure = BadRow.Exception(First + Count, Input.Column, earlier);
        IsLast |= Failure is not null;
    }

    private void ReadInput(int slot)
    {
        try
        {
            Input.Read(slot);
        }
        catch (Exception problem) when (BadRow.Is(problem))
        {
            throw BadRow.Exception(First + slot, Input.Column, problem);
        }
    }

    public void Dispose() => Input.Dispose();
}
