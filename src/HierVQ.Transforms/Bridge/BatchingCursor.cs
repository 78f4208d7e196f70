using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>
/// Reads ahead up to a batch of rows, runs the network once, and hands the rows out one by one in their order. Where reading is work of its
/// own, the next batch is read on another thread while the network runs; never more than two batches are in memory.
/// </summary>
internal sealed class BatchingCursor : DataViewRowCursor
{
    private readonly IHost _host;
    private readonly BatchBinding _binding;
    private readonly DataViewRowCursor _source;
    private readonly bool[] _active;
    private readonly ColumnBuffer?[] _passed;
    private readonly BatchRunner _runner;
    private readonly RowBank[] _banks;
    private readonly RowPointer _at = new();
    private readonly CancellationTokenSource _stop = new();
    private Task? _reading;
    private RowBank? _current;
    private long _position = -1;
    private bool _ended;
    private bool _disposed;

    public BatchingCursor(IHost host, BatchBinding binding, DataViewRowCursor source, IEnumerable<DataViewSchema.Column> columns)
    {
        _host = host;
        _binding = binding;
        _source = source;
        _active = new bool[binding.OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
            _active[column.Index] = true;
        _runner = binding.Start(source, _active[binding.InputSchema.Count..], binding.BatchSize);
        _passed = [.. binding.InputSchema.Select(column => _active[column.Index] ? ColumnBuffer.Create(source, column, binding.BatchSize) : null)];
        ColumnBuffer[] passed = [.. _passed.OfType<ColumnBuffer>()];
        _banks = new RowBank[_runner.ReadsAhead ? ColumnBuffer.Banks : 1];
        for (int i = 0; i < _banks.Length; i++)
            _banks[i] = new RowBank(i, binding.BatchSize, _runner.CreateInput(), passed, source);
    }

    public override DataViewSchema Schema => _binding.OutputSchema;

    public override long Position => _position;

    public override long Batch => Current.Batch(_at.Slot);

    private RowBank Current => _current is not null && _position >= 0
        ? _current
        : throw new InvalidOperationException("The cursor stands on no row: call MoveNext, and stop when it says false.");

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_active[column.Index])
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for when this cursor was made.");
        Delegate getter = _binding.IsOwn(column.Index)
            ? _runner.Getter(column.Index - _binding.InputSchema.Count, _at)
            : _passed[column.Index]!.Getter(_at);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type.RawType}; it cannot be read as {typeof(TValue)}.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = Current.Id(_at.Slot);

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended)
            return false;
        if (_current is not null && _at.Slot + 1 < _current.Count || NextBatch())
        {
            _at.Slot++;
            _position++;
            return true;
        }
        _ended = true;
        _current = null;
        _position = -1;
        return false;
    }

    private bool NextBatch()
    {
        if (_current is { Failure: { } failure })
            ExceptionDispatchInfo.Throw(failure);
        if (_current is { IsLast: true })
            return false;
        Cancellation.ThrowIfAsked(_host);
        RowBank bank = _banks[_current is null ? 0 : (_current.Number + 1) % _banks.Length];
        if (_reading is null)
            bank.Fill(_position + 1, _stop.Token);
        else
            _reading.GetAwaiter().GetResult();
        _reading = null;
        // What was handed out of the other bank belongs to the consumer, so that it is free again.
        if (_banks.Length > 1 && !bank.IsLast)
        {
            RowBank next = _banks[(bank.Number + 1) % _banks.Length];
            _reading = Task.Run(() => next.Fill(bank.First + bank.Count, _stop.Token));
        }
        _current = bank;
        (_at.Bank, _at.Slot) = (bank.Number, -1);
        if (bank.Count > 0)
            _runner.Run(bank.Input, bank.Count);
        else if (bank.Failure is not null)
            ExceptionDispatchInfo.Throw(bank.Failure);
        return bank.Count > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
            return;
        _disposed = true;
        _stop.Cancel();
        // The reader uses the source: it must be out before the source goes. What it then threw says only that it was asked to stop.
        if (_reading is not null)
        {
            Task.WaitAny(_reading);
            _ = _reading.Exception;
        }
        foreach (RowBank bank in _banks)
            bank.Dispose();
        foreach (ColumnBuffer? column in _passed)
            column?.Dispose();
        _runner.Dispose();
        _source.Dispose();
        _stop.Dispose();
        base.Dispose(disposing);
    }
}
