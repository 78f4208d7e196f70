using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// In which numbers layers calculate. TorchSharp has no autocast: a network brings its input to the type it wants at its entrance and its
/// output back at its exit, and in between layers follow their input. Weights are cast where they are used, and so gradients reach them.
/// </summary>
internal static class Computing
{
    /// <summary>The type in which a network calculates in training.</summary>
    public static ScalarType In(TrainingPrecision precision) => precision == TrainingPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>A tensor in the type of another: itself where it is of that type already.</summary>
    public static Tensor As(this Tensor tensor, ScalarType type) => tensor.dtype == type ? tensor : tensor.to(type);
}
