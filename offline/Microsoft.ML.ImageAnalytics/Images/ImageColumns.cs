using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Checks that a column is one of images.</summary>
internal static class ImageColumns
{
    public static SchemaShape.Column RequiredImage(this SchemaShape shape, string name)
    {
        SchemaShape.Column column = shape.Required(name);
        return column.ItemType is ImageDataViewType && column.Kind == SchemaShape.Column.VectorKind.Scalar
            ? column
            : throw Contracts.ExceptSchemaMismatch("inputSchema", "input", name, new ImageDataViewType().ToString(), column.GetTypeString());
    }

    public static ImageDataViewType RequiredImage(this DataViewSchema.Column column) => column.Type as ImageDataViewType
        ?? throw Contracts.ExceptSchemaMismatch("inputSchema", "input", column.Name, "image", column.Type.ToString());
}
