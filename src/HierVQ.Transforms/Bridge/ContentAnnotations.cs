using HierVQ.Images;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>What a column of decoded images says of its pixels, where they are not colours: MLImage has no other place for it.</summary>
internal static class ContentAnnotations
{
    public const string ContentName = "ImageContent";
    public const string ClassesName = "Classes";

    /// <summary>The annotations; null for colours, which need none.</summary>
    public static DataViewSchema.Annotations? Of(TokenizerDataViewType images)
    {
        if (images.Content == ImageContent.Color)
            return null;
        var builder = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char> content = images.Content.ToString().AsMemory();
        builder.Add(ContentName, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = content);
        builder.Add(ClassesName, NumberDataViewType.Int32, (ref int value) => value = images.Classes);
        return builder.ToAnnotations();
    }

    /// <summary>The shape of <see cref="Of"/>.</summary>
    public static SchemaShape? ShapeOf(TokenizerDataViewType images) => images.Content == ImageContent.Color ? null : new SchemaShape(
        [SchemaCheck.Shape(ContentName, TextDataViewType.Instance), SchemaCheck.Shape(ClassesName, NumberDataViewType.Int32)]);

    /// <summary>What the pixels of a column say; colours where it says nothing.</summary>
    public static (ImageContent Content, PixelForm Form) Read(DataViewSchema.Column column)
    {
        DataViewSchema annotations = column.Annotations.Schema;
        if (annotations.GetColumnOrNull(ContentName) is not { Type: TextDataViewType } || annotations.GetColumnOrNull(ClassesName) is not { Type: NumberDataViewType })
            return (ImageContent.Color, PixelForm.Color);
        ReadOnlyMemory<char> name = default;
        column.Annotations.GetValue(ContentName, ref name);
        int classes = 0;
        column.Annotations.GetValue(ClassesName, ref classes);
        var content = Enum.Parse<ImageContent>(name.Span);
        return (content, PixelForm.Of(content, classes));
    }
}
