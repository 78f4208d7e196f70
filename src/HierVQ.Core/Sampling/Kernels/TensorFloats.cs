using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.Kernels;

/// <summary>Weights out of libtorch's hands.</summary>
internal static class TensorFloats
{
    /// <summary>A copy of the numbers of a float32 tensor of any device, in the order of its axes.</summary>
    public static float[] Copy(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.detach().cpu().contiguous().bytes).ToArray();
    }
}
