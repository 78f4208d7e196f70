using HierVQ.Codes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>
/// A column of codes and what its annotations say: the layout of the pyramid, which tokenizer made it and, in memory, the tokenizer itself.
/// </summary>
internal sealed record CodesColumn(DataViewSchema.Column Column, CodeLayout Layout, string TokenizerId, SharedTokenizer? Tokenizer)
{
    public const string LayoutAnnotation = "CodeLayout";
    public const string IdAnnotation = "TokenizerId";
    public const string TokenizerAnnotation = "Tokenizer";

    /// <summary>Key value 0 is a hole; code c is c + 1.</summary>
    public static VectorDataViewType Type(CodeLayout layout) => new(new KeyDataViewType(typeof(uint), layout.MaxCodebookSize), layout.TotalCodes);

    /// <param name="layout">The shape of the pyramids.</param>
    /// <param name="tokenizerId">The hash of the tokenizer's weights.</param>
    /// <param name="tokenizer">The tokenizer, for components that come after; null where it is not at hand.</param>
    public static DataViewSchema.Annotations Annotations(CodeLayout layout, string tokenizerId, SharedTokenizer? tokenizer)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        AddLayout(builder, layout);
        ReadOnlyMemory<char> id = tokenizerId.AsMemory();
        builder.Add(IdAnnotation, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = id);
        if (tokenizer is not null)
            builder.Add(TokenizerAnnotation, new TokenizerDataViewType(tokenizer.Tokenizer.Options), (ref SharedTokenizer value) => value = tokenizer);
        return builder.ToAnnotations();
    }

    /// <summary>The shape of <see cref="Annotations"/>, which a schema must have that comes of it.</summary>
    /// <param name="tokenizer">The tokenizer that goes along; null where none does.</param>
    public static SchemaShape AnnotationShape(TokenizerDataViewType? tokenizer)
    {
        List<SchemaShape.Column> columns =
        [
            SchemaCheck.Shape(LayoutAnnotation, new VectorDataViewType(NumberDataViewType.Int32, 4)),
            SchemaCheck.Shape(IdAnnotation, TextDataViewType.Instance),
        ];
        if (tokenizer is not null)
            columns.Add(SchemaCheck.Shape(TokenizerAnnotation, tokenizer));
        return new SchemaShape(columns);
    }

    /// <summary>The layout alone, for columns with a number a code.</summary>
    public static DataViewSchema.Annotations LayoutOnly(CodeLayout layout)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        AddLayout(builder, layout);
        return builder.ToAnnotations();
    }

    /// <summary>Finds the codes that a fitted component knows: of its layout and, where the column says so, of its tokenizer.</summary>
    /// <remarks>A column without annotations, such as a member of a user's own class, is taken at its word.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no codes, or those of another tokenizer.</exception>
    public static DataViewSchema.Column FindKnown(DataViewSchema schema, string name, CodeLayout layout, string tokenizerId)
    {
        DataViewSchema.Column column = SchemaCheck.Find(schema, name, ColumnRule.Codes);
        if (((VectorDataViewType)column.Type).Size != layout.TotalCodes)
            throw SchemaCheck.Mismatch(name, $"{Type(layout)}, codes of {layout}", column.Type.ToString()!);
        if (column.Annotations.Schema.GetColumnOrNull(IdAnnotation) is null)
            return column;
        string id = Find(schema, name).TokenizerId;
        return id == tokenizerId ? column : throw SchemaCheck.Mismatch(name, $"codes of the tokenizer {tokenizerId}", $"codes of the tokenizer {id}");
    }

    /// <summary>The tokenizer in memory that made a column of codes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or no tokenizer with it.</exception>
    public static SharedTokenizer FindTokenizer(DataViewSchema schema, string name) => Find(schema, name).Tokenizer ?? throw NoTokenizer(name);

    /// <summary>Images and codes of the tokenizer that comes with a column of codes; null where none comes with it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static TokenizerDataViewType? FindTokenizerType(SchemaShape schema, string name) =>
        SchemaCheck.Find(schema, name, ColumnRule.Codes).Annotations.FirstOrDefault(annotation => annotation.Name == TokenizerAnnotation).ItemType as TokenizerDataViewType;

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no codes, or lacks what HierQuantize says of them.</exception>
    public static CodesColumn Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = SchemaCheck.Find(schema, name, ColumnRule.Codes);
        DataViewSchema annotations = column.Annotations.Schema;
        if (annotations.GetColumnOrNull(LayoutAnnotation) is null || annotations.GetColumnOrNull(IdAnnotation) is null)
        {
            throw new ArgumentOutOfRangeException("inputSchema",
                $"Column '{name}' has the type of codes but not the annotations {LayoutAnnotation} and {IdAnnotation}: take the column that HierQuantize makes.");
        }
        VBuffer<int> numbers = default;
        column.Annotations.GetValue(LayoutAnnotation, ref numbers);
        CodeLayout layout = CodeLayout.FromArray([.. numbers.DenseValues()]);
        if (!column.Type.Equals(Type(layout)))
            throw SchemaCheck.Mismatch(name, $"{Type(layout)}, as its layout {layout} asks", column.Type.ToString()!);
        ReadOnlyMemory<char> id = default;
        column.Annotations.GetValue(IdAnnotation, ref id);
        return new CodesColumn(column, layout, id.ToString(), TokenizerOf(column));
    }

    /// <summary>The tokenizer in memory that comes with a column of codes; null where none does.</summary>
    public static SharedTokenizer? TokenizerOf(DataViewSchema.Column column)
    {
        SharedTokenizer? tokenizer = null;
        if (column.Annotations.Schema.GetColumnOrNull(TokenizerAnnotation) is not null)
            column.Annotations.GetValue(TokenizerAnnotation, ref tokenizer);
        return tokenizer;
    }

    public static ArgumentOutOfRangeException NoTokenizer(string name) => new("inputSchema",
        $"Column '{name}' comes without the tokenizer that made its codes: put this component behind HierQuantize in one pipeline, or give it a fitted tokenizer.");

    private static void AddLayout(DataViewSchema.Annotations.Builder builder, CodeLayout layout)
    {
        int[] numbers = layout.ToArray();
        builder.Add(LayoutAnnotation, new VectorDataViewType(NumberDataViewType.Int32, numbers.Length),
            (ref VBuffer<int> value) => new VBuffer<int>(numbers.Length, numbers).CopyTo(ref value));
    }
}
