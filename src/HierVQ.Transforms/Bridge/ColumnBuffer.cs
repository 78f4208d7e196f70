using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>Values of one passed-through column for the rows that a cursor has read ahead of its consumer.</summary>
internal abstract class ColumnBuffer : IDisposable
{
    /// <summary>Banks of rows a cursor has at most: one is handed out while the other is read.</summary>
    public const int Banks = 2;

    /// <summary>Keeps the value of the row that the source stands on.</summary>
    /// <returns>Bytes that it takes, where that may be much.</returns>
    public abstract long Read(int bank, int slot);

    /// <summary>A <c>ValueGetter</c> for the row at <paramref name="at"/>.</summary>
    public abstract Delegate Getter(RowPointer at);

    public virtual void Dispose() { }

    public static ColumnBuffer Create(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(MLImage))
            return new ImageColumnBuffer(source.GetGetter<MLImage>(column), capacity);
        Type buffer = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorColumnBuffer<>).MakeGenericType(raw.GetGenericArguments())
            : typeof(ValueColumnBuffer<>).MakeGenericType(raw);
        return (ColumnBuffer)Activator.CreateInstance(buffer, source, column, capacity)!;
    }
}
