namespace TorchSharp;

public static partial class torch
{
    // Activation functions. The tensor comes first.

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
}
