using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row with a mapper's columns.</summary>
internal sealed class MappedRow : WrappingRow
{
    private readonly OutputBindings _bindings;
    private readonly bool[] _active;
    private readonly Delegate[] _added;
    private readonly List<Action> _disposers = [];

    public MappedRow(DataViewRow input, RowMapper mapper, OutputBindings bindings, bool[] active)
        : base(input)
    {
        _bindings = bindings;
        _active = active;
        _added = new Delegate[mapper.Outputs.Length];
        for (int i = 0; i < active.Length; i++)
        {
            if (!active[i] || !bindings.IsAdded(i, out int output))
                continue;
            _added[output] = mapper.MakeGetter(input, output, out Action disposer);
            if (disposer is not null)
                _disposers.Add(disposer);
        }
    }

    public override DataViewSchema Schema => _bindings.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _active.Length, nameof(column), $"There is no column of index {column.Index}");
        return _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ColumnSet.CheckActive(_active, column);
        return _bindings.IsAdded(column.Index, out int source)
            ? Getters.Typed<TValue>(_added[source], column)
            : Input.GetGetter<TValue>(Input.Schema[source]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Action disposer in _disposers)
                disposer();
            _disposers.Clear();
        }
        base.Dispose(disposing);
    }
}
