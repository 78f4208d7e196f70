using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The terms of one column in their order; a term's key is its place, from 1.</summary>
internal abstract class TermMap
{
    private const byte TextKind = 0;
    private const byte CodecKind = 1;

    protected TermMap(PrimitiveDataViewType itemType) => ItemType = itemType;

    public PrimitiveDataViewType ItemType { get; }

    public abstract int Count { get; }

    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public static TermMap Load(ModelLoadContext ctx)
    {
        byte kind = ctx.Reader.ReadByte();
        if (kind == TextKind)
            return LoadTexts(ctx);
        Contracts.CheckDecode(kind == CodecKind, $"Corrupt model file: an unknown kind of term map, {kind}");
        ValueCodec codec = ValueCodecs.Read(ctx.Reader);
        Contracts.CheckDecode(codec?.Type is PrimitiveDataViewType, "Corrupt model file: terms of an unknown type");
        return Getters.Generic<TermMap>(LoadTerms<int>, codec.Type.RawType, ctx, codec);
    }

    public static TermMap LoadTexts(ModelLoadContext ctx)
    {
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(count >= 0 && count <= ctx.Header.CbModel / sizeof(int), $"Corrupt model file: {count} terms");
        var texts = new ReadOnlyMemory<char>[count];
        for (int i = 0; i < count; i++)
            texts[i] = ctx.LoadNonEmptyString().AsMemory();
        return new TermMap<ReadOnlyMemory<char>>(TextDataViewType.Instance, texts);
    }

    public abstract void Save(ModelSaveContext ctx);

    public abstract void WriteTo(TextWriter writer);

    /// <summary>Adds the annotation with the terms: as what they are, as text, or, where they are keys themselves, as the values behind them.</summary>
    public void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText)
    {
        if (Count == 0)
            return;
        if (ItemType is KeyDataViewType && source.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values)
            Getters.Generic<object>(AddValuesBehind<int>, values.ItemType.RawType, builder, source, values.ItemType);
        else
            AddTerms(builder, asText);
    }

    /// <summary>A getter of the keys of a column's values.</summary>
    public abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column);

    protected abstract void AddTerms(DataViewSchema.Annotations.Builder builder, bool asText);

    /// <summary>The place, from 0, of what a term that is a key stands for.</summary>
    protected abstract int PlaceOfKey(int term);

    protected static void AddValues<TValue>(DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, TValue[] values)
    {
        var vector = new VBuffer<TValue>(values.Length, values);
        builder.Add(AnnotationKinds.KeyValues, new VectorDataViewType(type, values.Length), (ref VBuffer<TValue> value) => vector.CopyTo(ref value));
    }

    protected static void SaveTexts(ModelSaveContext ctx, ReadOnlySpan<ReadOnlyMemory<char>> texts)
    {
        ctx.Writer.Write(TextKind);
        ctx.Writer.Write(texts.Length);
        foreach (ReadOnlyMemory<char> text in texts)
            ctx.SaveNonEmptyString(text);
    }

    protected static void SaveTerms<T>(ModelSaveContext ctx, PrimitiveDataViewType type, ReadOnlySpan<T> terms)
    {
        ctx.Writer.Write(CodecKind);
        var codec = (ValueCodec<T>)ValueCodecs.Find(type);
        codec.WriteDefinition(ctx.Writer);
        ctx.Writer.Write(terms.Length);
        codec.Write(ctx.Writer, terms);
    }

    private static TermMap LoadTerms<T>(ModelLoadContext ctx, ValueCodec codec)
    {
        int count = ctx.Reader.ReadInt32();
        // A term has at least one bit.
        Contracts.CheckDecode(count >= 0 && count <= ctx.Header.CbModel * 8, $"Corrupt model file: {count} terms");
        return new TermMap<T>((PrimitiveDataViewType)codec.Type, ((ValueCodec<T>)codec).Read(ctx.Reader, count));
    }

    private object AddValuesBehind<TValue>(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, PrimitiveDataViewType type)
    {
        VBuffer<TValue> behind = default;
        source.Annotations.GetValue(AnnotationKinds.KeyValues, ref behind);
        var values = new TValue[Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = behind.GetItemOrDefault(PlaceOfKey(i));
        AddValues(builder, type, values);
        return null;
    }
}
