using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The values behind a column's keys.</summary>
internal abstract class KeyValueMap
{
    protected KeyValueMap(PrimitiveDataViewType valueType) => ValueType = valueType;

    public PrimitiveDataViewType ValueType { get; }

    public static KeyValueMap Create(DataViewSchema.Column column)
    {
        if (ItemTypes.ItemOf(column.Type) is not KeyDataViewType key)
            throw Contracts.ExceptSchemaMismatch("inputSchema", "input", column.Name, "key", column.Type.ToString());
        DataViewType values = column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type;
        Contracts.Check(values is VectorDataViewType, $"The column '{column.Name}' has no key values");
        var vector = (VectorDataViewType)values;
        Contracts.Check((ulong)vector.Size == key.Count, $"The column '{column.Name}' has another number of key values than of keys");
        Type map = typeof(Typed<,>).MakeGenericType(key.RawType, vector.ItemType.RawType);
        return (KeyValueMap)Activator.CreateInstance(map, column, vector.ItemType);
    }

    public abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column);

    private sealed class Typed<TKey, TValue> : KeyValueMap
        where TKey : unmanaged
    {
        private readonly TValue[] _values;
        private readonly TValue _missing;

        public Typed(DataViewSchema.Column column, PrimitiveDataViewType valueType)
            : base(valueType)
        {
            VBuffer<TValue> values = default;
            column.Annotations.GetValue(AnnotationKinds.KeyValues, ref values);
            _values = [.. values.DenseValues()];
            _missing = default(TValue) switch
            {
                float => (TValue)(object)float.NaN,
                double => (TValue)(object)double.NaN,
                _ => default,
            };
        }

        public override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column)
        {
            if (column.Type is VectorDataViewType)
                return VectorGetter(input.GetGetter<VBuffer<TKey>>(column));
            ValueGetter<TKey> source = input.GetGetter<TKey>(column);
            TKey key = default;
            ValueGetter<TValue> getter = (ref TValue value) =>
            {
                source(ref key);
                value = ValueOf(key);
            };
            return getter;
        }

        private Delegate VectorGetter(ValueGetter<VBuffer<TKey>> source)
        {
            VBuffer<TKey> keys = default;
            ValueGetter<VBuffer<TValue>> getter = (ref VBuffer<TValue> value) =>
            {
                source(ref keys);
                VBufferEditor<TValue> editor = VBufferEditor.Create(ref value, keys.Length);
                int slot = 0;
                foreach (TKey key in keys.DenseValues())
                    editor.Values[slot++] = ValueOf(key);
                value = editor.Commit();
            };
            return getter;
        }

        private TValue ValueOf(TKey key)
        {
            ulong place = key switch
            {
                byte small => small,
                ushort middle => middle,
                uint usual => usual,
                _ => (ulong)(object)key,
            };
            return place > 0 && place <= (ulong)_values.Length ? _values[place - 1] : _missing;
        }
    }
}
