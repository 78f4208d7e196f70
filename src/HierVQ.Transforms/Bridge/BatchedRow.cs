using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>A row whose own columns are computed when first asked for, and again when the row below has moved on.</summary>
internal sealed class BatchedRow : DataViewRow
{
    private readonly BatchBinding _binding;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly BatchRunner? _runner;
    private readonly BatchInput? _values;
    private readonly RowPointer _at = new() { Slot = 0 };
    private long? _computed;

    public BatchedRow(BatchBinding binding, DataViewRow input, IEnumerable<DataViewSchema.Column> columns)
    {
        _binding = binding;
        _input = input;
        _active = new bool[binding.OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
            _active[column.Index] = true;
        bool[] own = _active[binding.InputSchema.Count..];
        if (!own.Contains(true))
            return;
        _runner = binding.Start(input, own, capacity: 1);
        _values = _runner.CreateInput();
    }

    public override DataViewSchema Schema => _binding.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_active[column.Index])
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for when this row was made.");
        if (!_binding.IsOwn(column.Index))
            return _input.GetGetter<TValue>(_binding.InputSchema[column.Index]);
        if (_runner!.Getter(column.Index - _binding.InputSchema.Count, _at) is not ValueGetter<TValue> getter)
            throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type.RawType}; it cannot be read as {typeof(TValue)}.");
        return (ref TValue value) =>
        {
            Compute();
            getter(ref value);
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _values?.Dispose();
            _runner?.Dispose();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Compute()
    {
        if (_computed == _input.Position)
            return;
        _computed = null;
        try
        {
            _values!.Read(0);
            _values.Prepare(1, out Exception? failure, CancellationToken.None);
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
        }
        catch (Exception problem) when (BadRow.Is(problem))
        {
            throw BadRow.Exception(Position, _values!.Column, problem);
        }
        _runner!.Run(_values, 1);
        _computed = _input.Position;
    }
}
