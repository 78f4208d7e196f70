using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>A vector of known size for each row of a batch, handed out without allocating.</summary>
internal sealed class VectorOutput<T>(int capacity, int size) where T : unmanaged
{
    private readonly T[] _values = new T[checked(capacity * size)];

    public Span<T> All => _values;

    public Span<T> Row(int slot) => _values.AsSpan(slot * size, size);

    public Delegate Getter(RowPointer at) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, size);
        Row(at.Slot).CopyTo(editor.Values);
        value = editor.Commit();
    });
}
