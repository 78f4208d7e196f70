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
}

/// <summary>What the forms do.</summary>
internal static class WeightForms
{
    /// <summary>The shape that a weight of a shape takes; null if the form does not go with it.</summary>
    public static long[]? Shape(this WeightForm form, IReadOnlyList<long> shape) => form switch
    {
        WeightForm.Transposed => shape is [var rows, var columns] ? [columns, rows] : null,
        WeightForm.WithoutLastRow => shape is [> 0, ..] ? [shape[0] - 1, .. shape.Skip(1)] : null,
        _ => [.. shape],
    };

    /// <summary>A weight in its form, as a view.</summary>
    public static Tensor Apply(this WeightForm form, Tensor weight) => form switch
    {
        WeightForm.Transposed => weight.t(),
        WeightForm.WithoutLastRow => weight.narrow(0, 0, weight.size(0) - 1),
        _ => weight.alias(),
    };
}
