using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

/// <summary>Comparisons of tensors with numbers worked out by hand.</summary>
internal static class Expect
{
    /// <summary>The shape, and the elements in row-major order up to a tolerance.</summary>
    internal static void Tensor(Tensor actual, long[] shape, params double[] values)
    {
        CollectionAssert.AreEqual(shape, actual.shape, $"[{string.Join(", ", actual.shape)}]");
        double[] elements = Doubles(actual);
        Assert.HasCount(values.Length, elements);
        for (int i = 0; i < values.Length; i++)
            Assert.AreEqual(values[i], elements[i], 1e-5 * Math.Max(1, Math.Abs(values[i])), $"element {i} of [{string.Join(", ", elements)}]");
    }

    internal static void Near(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        double[] left = Doubles(expected), right = Doubles(actual);
        for (int i = 0; i < left.Length; i++)
            Assert.AreEqual(left[i], right[i], tolerance * Math.Max(1, Math.Abs(left[i])), $"element {i}");
    }

    internal static double[] Doubles(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        return tensor.detach().cpu().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }
}
