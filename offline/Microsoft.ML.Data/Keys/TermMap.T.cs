using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The terms of one column, represented by <typeparamref name="T"/>.</summary>
internal sealed class TermMap<T> : TermMap
{
    private readonly T[] _terms;
    private readonly Dictionary<T, uint> _keys = new(TermComparer<T>.Instance);

    public TermMap(PrimitiveDataViewType itemType, T[] terms)
        : base(itemType)
    {
        _terms = terms;
        for (int i = 0; i < terms.Length; i++)
            Contracts.CheckDecode(_keys.TryAdd(terms[i], (uint)i + 1), $"Corrupt model file: the term '{TermText.Of(terms[i])}' is there twice");
    }

    public override int Count => _terms.Length;

    public override void Save(ModelSaveContext ctx)
    {
        if (_terms is ReadOnlyMemory<char>[] texts)
            SaveTexts(ctx, texts);
        else
            SaveTerms<T>(ctx, ItemType, _terms);
    }

    public override void WriteTo(TextWriter writer)
    {
        writer.WriteLine(ItemType is TextDataViewType ? $"# Number of terms = {Count}" : $"# Number of terms of type '{ItemType}' = {Count}");
        for (int i = 0; i < Count; i++)
            writer.WriteLine($"{i}\t{TermText.Of(_terms[i])}");
    }

    public override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType ? VectorGetter(input, column) : ScalarGetter(input, column);

    protected override void AddTerms(DataViewSchema.Annotations.Builder builder, bool asText)
    {
        if (asText && ItemType is not TextDataViewType)
            AddValues(builder, TextDataViewType.Instance, [.. _terms.Select(t => TermText.Of(t).AsMemory())]);
        else
            AddValues(builder, ItemType, _terms);
    }

    protected override int PlaceOfKey(int term) => (int)(Convert.ToUInt64(_terms[term]) - 1);

    private uint KeyOf(T value) => _keys.GetValueOrDefault(value);

    private Delegate ScalarGetter(DataViewRow input, DataViewSchema.Column column)
    {
        ValueGetter<T> source = input.GetGetter<T>(column);
        T current = default;
        ValueGetter<uint> getter = (ref uint value) =>
        {
            source(ref current);
            value = KeyOf(current);
        };
        return getter;
    }

    private Delegate VectorGetter(DataViewRow input, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> source = input.GetGetter<VBuffer<T>>(column);
        VBuffer<T> current = default;
        uint keyOfDefault = KeyOf(default);
        ValueGetter<VBuffer<uint>> getter = (ref VBuffer<uint> value) =>
        {
            source(ref current);
            bool dense = current.IsDense || keyOfDefault != 0;
            VBufferEditor<uint> editor = VBufferEditor.Create(ref value, current.Length, dense ? null : current.GetValues().Length);
            if (dense && !current.IsDense)
                editor.Values.Fill(keyOfDefault);
            ReadOnlySpan<T> values = current.GetValues();
            ReadOnlySpan<int> indices = current.GetIndices();
            if (!dense)
                indices.CopyTo(editor.Indices);
            for (int i = 0; i < values.Length; i++)
                editor.Values[dense && !current.IsDense ? indices[i] : i] = KeyOf(values[i]);
            value = editor.Commit();
        };
        return getter;
    }
}
