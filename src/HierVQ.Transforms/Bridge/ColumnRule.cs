using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>Which types a component takes in a column, and how a message calls them.</summary>
internal sealed record ColumnRule(string Expected, Func<ColumnForm, bool> Accepts)
{
    public static readonly ColumnRule Image = new(
        "an image (MLImage), encoded bytes (Vector<Byte>), a path (Text) or pixels (Vector<Single>)",
        form => form is { IsVector: false, IsKey: false } && (form.Item == typeof(MLImage) || form.Item == typeof(ReadOnlyMemory<char>))
            || form is { IsVector: true, IsKey: false } && (form.Item == typeof(byte) || form.Item == typeof(float)));

    public static readonly ColumnRule Codes = new(
        "codes (Vector<Key<UInt32>> of known size, as HierQuantize makes them)",
        form => form is { Kind: Microsoft.ML.SchemaShape.Column.VectorKind.Vector, IsKey: true } && form.Item == typeof(uint));

    public static readonly ColumnRule Text = new(
        "Text",
        form => form is { IsVector: false, IsKey: false } && form.Item == typeof(ReadOnlyMemory<char>));

    public static readonly ColumnRule Label = new(
        "a label (Text, or a key with KeyValues)",
        form => !form.IsVector && (form.IsKey || form.Item == typeof(ReadOnlyMemory<char>)));

    public static readonly ColumnRule Tokens = new(
        "tokens (a vector of known size of keys, UInt32, Int32 or Single)",
        form => form.Kind == Microsoft.ML.SchemaShape.Column.VectorKind.Vector
            && (form.IsKey || form.Item == typeof(uint) || form.Item == typeof(int) || form.Item == typeof(float)));

    public static readonly ColumnRule Floats = new(
        "Vector<Single> of known size",
        form => form is { Kind: Microsoft.ML.SchemaShape.Column.VectorKind.Vector, IsKey: false } && form.Item == typeof(float));

    public static readonly ColumnRule Float = new(
        "Single",
        form => form is { IsVector: false, IsKey: false } && form.Item == typeof(float));

    public static readonly ColumnRule Seed = new(
        "a seed (UInt64 or UInt32)",
        form => form is { IsVector: false, IsKey: false } && (form.Item == typeof(ulong) || form.Item == typeof(uint)));
}
