using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>Vectors: each slot keeps its storage, so that reading allocates nothing after the first rounds, and consumers get copies.</summary>
internal sealed class VectorColumnBuffer<T>(DataViewRow source, DataViewSchema.Column column, int capacity) : ColumnBuffer
{
    private readonly VBuffer<T>[][] _values = [new VBuffer<T>[capacity], new VBuffer<T>[capacity]];
    private readonly ValueGetter<VBuffer<T>> _source = source.GetGetter<VBuffer<T>>(column);

    public override long Read(int bank, int slot)
    {
        ref VBuffer<T> value = ref _values[bank][slot];
        _source(ref value);
        return (long)value.GetValues().Length * Unsafe.SizeOf<T>();
    }

    public override Delegate Getter(RowPointer at) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[at.Bank][at.Slot].CopyTo(ref value));
}
