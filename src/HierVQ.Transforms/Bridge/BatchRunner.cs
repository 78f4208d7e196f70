namespace HierVQ.Transforms;

/// <summary>A component at work in one cursor: inputs of up to a batch of rows go in, the network runs, values come out row by row.</summary>
internal abstract class BatchRunner : IDisposable
{
    /// <summary>Whether reading is work worth doing on another thread while the network runs: decoding images is.</summary>
    public virtual bool ReadsAhead => false;

    /// <summary>Storage for a batch of inputs, read from the row that this runner was started on.</summary>
    public abstract BatchInput CreateInput();

    /// <summary>Runs the network on the first <paramref name="count"/> rows of <paramref name="input"/>.</summary>
    public abstract void Run(BatchInput input, int count);

    /// <summary>A <c>ValueGetter</c> of the component's column of that number, for the row at <paramref name="at"/> of the last run.</summary>
    public abstract Delegate Getter(int output, RowPointer at);

    public virtual void Dispose() { }
}
