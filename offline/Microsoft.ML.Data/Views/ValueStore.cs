namespace Microsoft.ML.Data;

/// <summary>Copies of a column's values, by index.</summary>
internal abstract class ValueStore
{
    public static ValueStore Create(DataViewType type) => type is VectorDataViewType vector
        ? (ValueStore)Activator.CreateInstance(typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType))
        : (ValueStore)Activator.CreateInstance(typeof(Scalars<>).MakeGenericType(type.RawType));

    /// <summary>What copies a row's current value to an index that may be one past the last.</summary>
    public abstract Action<int> Filler(DataViewRow row, DataViewSchema.Column column);

    /// <summary>A getter of the value at whatever index <paramref name="index"/> gives.</summary>
    public abstract Delegate Getter(Func<int> index);

    private sealed class Scalars<T> : ValueStore
    {
        private readonly List<T> _values = [];

        public override Action<int> Filler(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            return index =>
            {
                T value = default;
                getter(ref value);
                if (index == _values.Count)
                    _values.Add(value);
                else
                    _values[index] = value;
            };
        }

        public override Delegate Getter(Func<int> index)
        {
            ValueGetter<T> getter = (ref T value) => value = _values[index()];
            return getter;
        }
    }

    private sealed class Vectors<T> : ValueStore
    {
        private readonly List<VBuffer<T>> _values = [];

        public override Action<int> Filler(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> current = default;
            return index =>
            {
                getter(ref current);
                VBuffer<T> copy = index < _values.Count ? _values[index] : default;
                current.CopyTo(ref copy);
                if (index == _values.Count)
                    _values.Add(copy);
                else
                    _values[index] = copy;
            };
        }

        public override Delegate Getter(Func<int> index)
        {
            ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> value) => _values[index()].CopyTo(ref value);
            return getter;
        }
    }
}
