namespace Microsoft.ML.Data;

/// <summary>Keeps a pool of copied rows, hands out one of them at random, and fills its place with the next row of the input.</summary>
internal sealed class ShuffleCursor : PassThroughCursor
{
    private readonly ValueStore[] _stores;
    private readonly List<Action<int>> _fillers = [];
    private readonly List<DataViewRowId> _ids = [];
    private readonly List<int> _filled = [];
    private readonly ValueGetter<DataViewRowId> _inputId;
    private readonly int _poolRows;
    private readonly Random _rand;
    private bool _started;
    private bool _inputEnded;
    private int _current = -1;

    public ShuffleCursor(DataViewRowCursor input, bool[] active, int poolRows, Random rand)
        : base(input, active)
    {
        _poolRows = poolRows;
        _rand = rand;
        _inputId = input.GetIdGetter();
        _stores = new ValueStore[active.Length];
        foreach (DataViewSchema.Column column in input.Schema.Where(c => active[c.Index]))
        {
            _stores[column.Index] = ValueStore.Create(column.Type);
            _fillers.Add(_stores[column.Index].Filler(input, column));
        }
    }

    public override long Batch => 0;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        base.GetGetter<TValue>(column);
        return (ValueGetter<TValue>)_stores[column.Index].Getter(Current);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[Current()];

    protected override bool MoveNextCore()
    {
        if (!_started)
        {
            _started = true;
            for (int place = 0; place < _poolRows && TryFill(place); place++)
            {
            }
        }
        else if (_current >= 0)
        {
            // The row that was handed out last makes room only now: until here its values could still be asked for.
            TryFill(_current);
        }
        if (_filled.Count == 0)
        {
            _current = -1;
            return false;
        }
        int drawn = _rand.Next(_filled.Count);
        _current = _filled[drawn];
        _filled[drawn] = _filled[^1];
        _filled.RemoveAt(_filled.Count - 1);
        return true;
    }

    private bool TryFill(int place)
    {
        if (_inputEnded || !Input.MoveNext())
        {
            _inputEnded = true;
            return false;
        }
        foreach (Action<int> fill in _fillers)
            fill(place);
        DataViewRowId id = default;
        _inputId(ref id);
        if (place == _ids.Count)
            _ids.Add(id);
        else
            _ids[place] = id;
        _filled.Add(place);
        return true;
    }

    private int Current() =>
        _current >= 0 ? _current : throw new InvalidOperationException("Values can be fetched only between a MoveNext that returned true and the end of the cursor");
}
