using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A vector value, dense or sparse, whose arrays are reused from row to row.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    internal readonly T[] ValueArray;
    internal readonly int[] IndexArray;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam((values?.Length ?? 0) >= length, nameof(values), "There are fewer values than the vector is long");
        Length = length;
        _count = length;
        ValueArray = values;
        IndexArray = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam(count >= 0 && count <= length, nameof(count), "The count of values must be from 0 to the vector's length");
        Contracts.CheckParam((values?.Length ?? 0) >= count, nameof(values), "There are fewer values than the count says");
        Contracts.CheckParam(count == length || (indices?.Length ?? 0) >= count, nameof(indices), "There are fewer indices than the count says");
        Length = length;
        _count = count;
        ValueArray = values;
        IndexArray = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => ValueArray.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : IndexArray.AsSpan(0, _count);

    public T GetItemOrDefault(int index)
    {
        int slot = SlotOf(index);
        return slot < 0 ? default : ValueArray[slot];
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense)
            GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Contracts.CheckParam(length >= 0 && length <= Length - sourceIndex, nameof(length));
        if (IsDense)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref destination, length);
            ValueArray.AsSpan(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }
        int first = LowerBound(sourceIndex), last = LowerBound(sourceIndex + length);
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, last - first);
        ValueArray.AsSpan(first, last - first).CopyTo(editor.Values);
        if (last - first < length)
        {
            for (int i = first; i < last; i++)
                editor.Indices[i - first] = IndexArray[i] - sourceIndex;
        }
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Contracts.CheckParam(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination), "The destination is not large enough");
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[IndexArray[i]] = ValueArray[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= (source?.Length ?? 0), nameof(sourceIndex));
        Contracts.CheckParam(length >= 0 && length <= (source?.Length ?? 0) - sourceIndex, nameof(length));
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        VBuffer<T> self = this;
        return all || IsDense ? self.AllItems() : self.ExplicitItems();
    }

    public IEnumerable<T> DenseValues()
    {
        foreach (KeyValuePair<int, T> item in AllItems())
            yield return item.Value;
    }

    public IEnumerator GetEnumerator() => DenseValues().GetEnumerator();

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    private IEnumerable<KeyValuePair<int, T>> ExplicitItems()
    {
        for (int i = 0; i < _count; i++)
            yield return new(IndexArray[i], ValueArray[i]);
    }

    private IEnumerable<KeyValuePair<int, T>> AllItems()
    {
        for (int i = 0, next = 0; i < Length; i++)
        {
            if (IsDense)
                yield return new(i, ValueArray[i]);
            else if (next < _count && IndexArray[next] == i)
                yield return new(i, ValueArray[next++]);
            else
                yield return new(i, default);
        }
    }

    private int SlotOf(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Length, nameof(index));
        if (IsDense)
            return index;
        int slot = LowerBound(index);
        return slot < _count && IndexArray[slot] == index ? slot : -1;
    }

    private int LowerBound(int index)
    {
        int slot = IndexArray.AsSpan(0, _count).BinarySearch(index);
        return slot < 0 ? ~slot : slot;
    }
}
