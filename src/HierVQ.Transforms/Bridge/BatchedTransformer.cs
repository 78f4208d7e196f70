using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>
/// What all HierVQ transformers have in common: rows go in and come out one by one, and a network runs on batches of them in between.
/// Transforming is thread-safe; several cursors share one network.
/// </summary>
public abstract class BatchedTransformer : ITransformer, IDisposable
{
    private int _disposed;

    private protected BatchedTransformer(IHostEnvironment environment, string name)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Host = environment.Register(name);
    }

    internal IHost Host { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns that this transformer adds to those of <paramref name="inputSchema"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that it needs is missing or has another type; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => CheckedBind(inputSchema).OutputSchema;

    /// <summary>Binds this transformer to data. Nothing is computed until rows are read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that it needs is missing or has another type; the message names it.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BatchedDataView(Host, input, CheckedBind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new BatchedRowMapper(CheckedBind(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        CheckNotDisposed();
        SaveModel(ctx);
    }

    /// <summary>Frees the native memory of the networks that this transformer owns.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        DisposeModel();
        GC.SuppressFinalize(this);
    }

    internal abstract BatchBinding Bind(DataViewSchema input);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    private protected abstract void DisposeModel();

    private protected void CheckNotDisposed() => ObjectDisposedException.ThrowIf(_disposed != 0, this);

    private BatchBinding CheckedBind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckNotDisposed();
        return Bind(input);
    }
}
