namespace Microsoft.ML.Data;

/// <summary>Gathers the terms of one column.</summary>
internal abstract class TermTrainer
{
    public static TermTrainer Create(DataViewRow row, DataViewSchema.Column column, int maximum) =>
        Getters.Generic<TermTrainer>(CreateTyped<int>, Runtime.ItemTypes.ItemOf(column.Type).RawType, row, column, maximum);

    /// <summary>Takes what the current row adds; false once there can be no more terms.</summary>
    public abstract bool ProcessRow();

    public abstract TermMap Finish(bool sort);

    private static TermTrainer CreateTyped<T>(DataViewRow row, DataViewSchema.Column column, int maximum) => new Typed<T>(row, column, maximum);

    private sealed class Typed<T> : TermTrainer
    {
        private readonly PrimitiveDataViewType _type;
        private readonly HashSet<T> _seen = new(TermComparer<T>.Instance);
        private readonly List<T> _terms = [];
        private readonly int _maximum;
        private readonly Action _process;

        public Typed(DataViewRow row, DataViewSchema.Column column, int maximum)
        {
            _type = (PrimitiveDataViewType)Runtime.ItemTypes.ItemOf(column.Type);
            _maximum = maximum;
            _process = column.Type is VectorDataViewType ? ProcessVector(row.GetGetter<VBuffer<T>>(column)) : ProcessScalar(row.GetGetter<T>(column));
        }

        public override bool ProcessRow()
        {
            _process();
            return _terms.Count < _maximum;
        }

        public override TermMap Finish(bool sort)
        {
            if (sort)
                _terms.Sort(TermComparer<T>.Instance);
            return new TermMap<T>(_type, [.. _terms]);
        }

        private Action ProcessScalar(ValueGetter<T> getter)
        {
            T value = default;
            return () =>
            {
                getter(ref value);
                Add(value);
            };
        }

        private Action ProcessVector(ValueGetter<VBuffer<T>> getter)
        {
            VBuffer<T> vector = default;
            return () =>
            {
                getter(ref vector);
                foreach (T value in vector.DenseValues())
                    Add(value);
            };
        }

        private void Add(T value)
        {
            if (_terms.Count < _maximum && !TermText.IsMissing(value, _type) && _seen.Add(value))
                _terms.Add(value);
        }
    }
}
