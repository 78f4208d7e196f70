using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>How a weight of a reference implementation becomes one of ours.</summary>
internal enum WeightForm
{
    /// <summary>As it is.</summary>
    AsIs,

    /// <summary>Its two axes exchanged.</summary>
    Transposed,

    /// <summary>Without its last row, which the reference keeps for padding.</summary>
    WithoutLastRow,

    /// <summary>Without its first axis, which is 1.</summary>
    WithoutFirstAxis,

    /// <summary>A convolution of one pixel, as the matrix that it is.</summary>
    PointConvolution,
}

/// <summary>What the forms do.</summary>
internal static class WeightForms
{
    /// <summary>The shape that a weight of a shape takes; null if the form does not go with it.</summary>
    public static long[]? Shape(this WeightForm form, IReadOnlyList<long> shape) => form switch
    {
        WeightForm.Transposed => shape is [var rows, var columns] ? [columns, rows] : null,
        WeightForm.WithoutLastRow => shape is [> 0, ..] ? [shape[0] - 1, .. shape.Skip(1)] : null,
        WeightForm.WithoutFirstAxis => shape is [1, ..] ? [.. shape.Skip(1)] : null,
        WeightForm.PointConvolution => shape is [var outputs, var inputs, 1, 1] ? [outputs, inputs] : null,
        _ => [.. shape],
    };

    /// <summary>A weight in its form, as a view.</summary>
    public static Tensor Apply(this WeightForm form, Tensor weight) => form switch
    {
        WeightForm.Transposed => weight.t(),
        WeightForm.WithoutLastRow => weight.narrow(0, 0, weight.size(0) - 1),
        WeightForm.WithoutFirstAxis => weight.squeeze(0),
        WeightForm.PointConvolution => weight.flatten(1),
        _ => weight.alias(),
    };
}
