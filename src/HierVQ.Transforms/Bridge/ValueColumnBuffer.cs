using Microsoft.ML;

namespace HierVQ.Transforms;

/// <summary>Scalars, texts, and whatever else is handed on as it is.</summary>
internal sealed class ValueColumnBuffer<T>(DataViewRow source, DataViewSchema.Column column, int capacity) : ColumnBuffer
{
    private readonly T[][] _values = [new T[capacity], new T[capacity]];
    private readonly ValueGetter<T> _source = source.GetGetter<T>(column);

    public override long Read(int bank, int slot)
    {
        _source(ref _values[bank][slot]);
        return 0;
    }

    public override Delegate Getter(RowPointer at) => (ValueGetter<T>)((ref T value) => value = _values[at.Bank][at.Slot]);
}
