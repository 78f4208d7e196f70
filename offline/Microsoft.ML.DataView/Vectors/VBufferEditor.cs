using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Makes vectors in place, out of the arrays of an old one where they are large enough.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination) =>
        Create(ref destination, destination.Length, destination.GetValues().Length, keepOldOnResize: true);

    public static VBufferEditor<T> Create<T>(
        ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        Contracts.CheckParam(newLogicalLength >= 0, nameof(newLogicalLength), "The logical length of a vector must not be negative");
        int count = valuesCount ?? newLogicalLength;
        Contracts.CheckParam(count >= 0 && count <= newLogicalLength, nameof(valuesCount), "The count of values must be from 0 to the logical length");
        int capacity = maxValuesCapacity ?? newLogicalLength;

        T[] values = destination.ValueArray;
        bool newValues = Grow(ref values, count, capacity, keepOldOnResize);
        int[] indices = destination.IndexArray;
        bool newIndices = (count < newLogicalLength || requireIndicesOnDense) && Grow(ref indices, count, capacity, keepOldOnResize);
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, requireIndicesOnDense, newValues, newIndices);
    }

    private static bool Grow<TItem>(ref TItem[] array, int needed, int capacity, bool keepOld)
    {
        if ((array?.Length ?? 0) >= needed)
            return false;
        int size = array is null ? needed : Math.Max(needed, (int)Math.Min(capacity, 2L * array.Length));
        if (keepOld && array is not null)
            Array.Resize(ref array, size);
        else
            array = new TItem[size];
        return true;
    }
}
