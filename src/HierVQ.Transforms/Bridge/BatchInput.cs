namespace HierVQ.Transforms;

/// <summary>The inputs of a batch of rows.</summary>
internal abstract class BatchInput : IDisposable
{
    /// <summary>The column that a message about these inputs names.</summary>
    public abstract string Column { get; }

    /// <summary>Takes over the values of the row that the source stands on.</summary>
    public abstract void Read(int slot);

    /// <summary>Work on the values read that needs the source no more, such as decoding; any thread may do it.</summary>
    /// <param name="count">Rows read.</param>
    /// <param name="failure">What went wrong with the first row that failed.</param>
    /// <param name="cancellation">Asks to stop early.</param>
    /// <returns>Rows before the first that failed: <paramref name="count"/> if none did.</returns>
    public virtual int Prepare(int count, out Exception? failure, CancellationToken cancellation)
    {
        failure = null;
        return count;
    }

    public virtual void Dispose() { }
}
