namespace TorchSharp;

public static partial class torch
{
    // Copies, and tensors made like this one. The tensor comes first.

    public static Tensor clone(Tensor input) => input.clone();
}
