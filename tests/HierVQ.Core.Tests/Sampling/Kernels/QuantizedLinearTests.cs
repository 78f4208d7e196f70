using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling.Kernels;

[TestClass]
public sealed unsafe class QuantizedLinearTests
{
    public static IEnumerable<object[]> Shapes() =>
        from rows in (int[])[1, 2, 7, 25]
        from shape in ((int Inputs, int Outputs)[])[(64, 96), (33, 7), (200, 40), (1, 1)]
        select new object[] { rows, shape.Inputs, shape.Outputs };

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void RoundsWeightsByGroupsAndNothingElse(int rows, int inputs, int outputs)
    {
        float[] weights = Numbers(inputs * outputs, 1), bias = Numbers(outputs, 2), x = Numbers(rows * inputs, 3);
        using var linear = new QuantizedLinear(weights, bias, inputs, outputs, QuantizedKernel.Best);
        float[] got = Multiply(linear, x, rows, threads: 2);
        double[] wanted = Product(Rounded(weights, inputs), bias, x, rows, inputs, outputs), exact = Product(weights, bias, x, rows, inputs, outputs);
        double error = 0, size = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            // What is left is the rounding of inputs to 16 bits.
            Assert.AreEqual(wanted[i], got[i], 3e-5 * Math.Sqrt(inputs), $"[{i / outputs}, {i % outputs}]");
            (error, size) = (error + Math.Pow(exact[i] - got[i], 2), size + (exact[i] * exact[i]));
        }
        Assert.IsLessThan(0.01, Math.Sqrt(error / size), "The error of the rounded weights, relative to the results.");
    }

    [TestMethod]
    public void ARowIsTheSameToTheBitInAnyBatchOnAnyThreadsAndWithAnyKernel()
    {
        const int Inputs = 200, Outputs = 300, Rows = 27;
        float[] weights = Numbers(Inputs * Outputs, 1), bias = Numbers(Outputs, 2), x = Numbers(Rows * Inputs, 3);
        using var linear = new QuantizedLinear(weights, bias, Inputs, Outputs, QuantizedKernel.Best);
        using var portable = new QuantizedLinear(weights, bias, Inputs, Outputs, new VectorQuantizedKernel());
        float[] together = Multiply(linear, x, Rows, threads: 4);
        CollectionAssert.AreEqual(together, Multiply(portable, x, Rows, threads: 1));
        for (int row = 0; row < Rows; row++)
            CollectionAssert.AreEqual(Multiply(linear, x[(row * Inputs)..((row + 1) * Inputs)], 1, threads: 1), together[(row * Outputs)..((row + 1) * Outputs)], $"row {row}");
    }

    [TestMethod]
    public void ZerosStayZerosAndAWeightThatIsNotFiniteIsRefused()
    {
        float[] weights = new float[70 * 3], x = Numbers(70, 3);
        using var zeros = new QuantizedLinear(weights, [1, 2, 3], 70, 3, QuantizedKernel.Best);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, Multiply(zeros, x, 1, threads: 1));
        weights[100] = float.NaN;
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => new QuantizedLinear(weights, [], 70, 3, QuantizedKernel.Best)).Message, "NaN", StringComparison.Ordinal);
    }

    private static float[] Rounded(float[] weights, int inputs)
    {
        float[] rounded = [.. weights];
        for (int row = 0; row < weights.Length; row += inputs)
        {
            for (int first = 0; first < inputs; first += QuantizedKernel.GroupLength)
            {
                Span<float> group = rounded.AsSpan(row + first, Math.Min(QuantizedKernel.GroupLength, inputs - first));
                float step = VectorMath.MaxMagnitude(group) / 127;
                foreach (ref float weight in group)
                    weight = MathF.Round(weight / step) * step;
            }
        }
        return rounded;
    }

    private static double[] Product(float[] weights, float[] bias, float[] x, int rows, int inputs, int outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        return tensor(x, [rows, inputs]).to(ScalarType.Float64).mm(tensor(weights, [outputs, inputs]).to(ScalarType.Float64).t())
            .add(tensor(bias, [1, outputs]).to(ScalarType.Float64)).data<double>().ToArray();
    }

    private static float[] Multiply(RowLinear linear, float[] x, int rows, int threads)
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
