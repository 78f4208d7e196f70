using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace HierVQ.Transforms;

/// <summary>What a schema and a schema's shape both know of a column's type.</summary>
internal readonly record struct ColumnForm(VectorKind Kind, Type Item, bool IsKey)
{
    public static ColumnForm Of(SchemaShape.Column column) => new(column.Kind, column.ItemType.RawType, column.IsKey);

    public static ColumnForm Of(DataViewType type)
    {
        if (type is not VectorDataViewType vector)
            return new(VectorKind.Scalar, type.RawType, type is KeyDataViewType);
        return new(vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector, vector.ItemType.RawType, vector.ItemType is KeyDataViewType);
    }

    public bool IsVector => Kind != VectorKind.Scalar;
}
