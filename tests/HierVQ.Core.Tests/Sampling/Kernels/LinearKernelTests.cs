using System.Runtime.Intrinsics.X86;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling.Kernels;

/// <summary>Each kernel is forced on, whatever the processor would choose.</summary>
[TestClass]
public sealed unsafe class LinearKernelTests
{
    public static IEnumerable<object[]> Shapes() =>
        from rows in (int[])[1, 2, 3, 5, 6, 16, 64]
        from shape in ((int Inputs, int Outputs)[])[(32, 96), (33, 7), (128, 512), (1, 40)]
        select new object[] { rows, shape.Inputs, shape.Outputs };

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void FmaKernelAgreesWithLibtorch(int rows, int inputs, int outputs)
    {
        if (!Fma.IsSupported)
            Assert.Inconclusive("This processor has no FMA; the kernel for any processor is tested beside.");
        AssertAgrees(new FmaLinearKernel(), rows, inputs, outputs);
    }

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void VectorKernelAgreesWithLibtorch(int rows, int inputs, int outputs) => AssertAgrees(new VectorLinearKernel(), rows, inputs, outputs);

    [TestMethod]
    public void ARowIsTheSameToTheBitInAnyBatchAndOnAnyThreads()
    {
        foreach (LinearKernel kernel in (LinearKernel[])[LinearKernel.Best, new VectorLinearKernel()])
        {
            const int Inputs = 200, Outputs = 300, Rows = 23;
            float[] weights = Numbers(Inputs * Outputs, 1), bias = Numbers(Outputs, 2), x = Numbers(Rows * Inputs, 3);
            using var linear = new PackedLinear(weights, bias, Inputs, Outputs, kernel);
            float[] together = Multiply(linear, x, Rows, threads: 4);
            for (int row = 0; row < Rows; row++)
            {
                float[] alone = Multiply(linear, x[(row * Inputs)..((row + 1) * Inputs)], 1, threads: 1);
                CollectionAssert.AreEqual(alone, together[(row * Outputs)..((row + 1) * Outputs)], $"{kernel.GetType().Name}, row {row}");
            }
        }
    }

    [TestMethod]
    public void ResultsCanBeAddedToWhatIsThere()
    {
        const int Inputs = 16, Outputs = 45, Rows = 3;
        float[] weights = Numbers(Inputs * Outputs, 1), x = Numbers(Rows * Inputs, 3), before = Numbers(Rows * Outputs, 4);
        using var linear = new PackedLinear(weights, [], Inputs, Outputs, LinearKernel.Best);
        float[] product = Multiply(linear, x, Rows, threads: 1);
        float[] sum = [.. before];
        using var team = new WorkTeam(1);
        fixed (float* input = x, result = sum)
            linear.Multiply(input, result, Rows, Finish.Add, team);
        for (int i = 0; i < sum.Length; i++)
            Assert.AreEqual(before[i] + product[i], sum[i]);
    }

    private static void AssertAgrees(LinearKernel kernel, int rows, int inputs, int outputs)
    {
        float[] weights = Numbers(inputs * outputs, 1), bias = Numbers(outputs, 2), x = Numbers(rows * inputs, 3);
        using DisposeScope scope = NewDisposeScope();
        Tensor expected = tensor(x, [rows, inputs]).to(ScalarType.Float64).mm(tensor(weights, [outputs, inputs]).to(ScalarType.Float64).t())
            .add(tensor(bias, [1, outputs]).to(ScalarType.Float64));
        using var linear = new PackedLinear(weights, bias, inputs, outputs, kernel);
        double[] wanted = expected.data<double>().ToArray();
        float[] got = Multiply(linear, x, rows, threads: 2);
        double limit = 1e-6 * Math.Sqrt(inputs) * 4;
        for (int i = 0; i < wanted.Length; i++)
            Assert.AreEqual(wanted[i], got[i], limit, $"[{i / outputs}, {i % outputs}]");
    }

    private static float[] Multiply(PackedLinear linear, float[] x, int rows, int threads)
    {
        var results = new float[rows * linear.Outputs];
        using var team = new WorkTeam(threads);
        fixed (float* input = x, result = results)
            linear.Multiply(input, result, rows, Finish.Store, team);
        return results;
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }
}
