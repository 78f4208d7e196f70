using System.Runtime.Intrinsics.X86;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Tests.Sampling.Kernels;

/// <summary>Each kernel of 8-bit weights is forced on, and held against sums in 64-bit integers.</summary>
[TestClass]
public sealed unsafe class QuantizedKernelTests
{
    private const int Width = QuantizedKernel.PanelWidth;
    private const int Group = QuantizedKernel.GroupLength;

    public static IEnumerable<object[]> Shapes() =>
        from rows in (int[])[1, 2, 3, 5, 6, 7, 16, 23]
        from groups in (int[])[1, 2, 9]
        select new object[] { rows, groups };

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void KernelsGiveTheExactSumsOfEachGroup(int rows, int groups)
    {
        var problem = new Problem(rows, groups, seed: 3, extreme: false);
        foreach (QuantizedKernel kernel in Kernels())
            problem.AssertRight(kernel);
    }

    [TestMethod]
    public void NothingOverflowsAtTheLargestNumbers()
    {
        var problem = new Problem(rows: 7, groups: 3, seed: 4, extreme: true);
        foreach (QuantizedKernel kernel in Kernels())
            problem.AssertRight(kernel);
    }

    [TestMethod]
    public void KernelsAgreeToTheBitAndARowIsTheSameAloneAndTogether()
    {
        var problem = new Problem(rows: 23, groups: 5, seed: 5, extreme: false);
        float[] together = problem.Multiply(QuantizedKernel.Best);
        CollectionAssert.AreEqual(together, problem.Multiply(new VectorQuantizedKernel()));
        for (int row = 0; row < problem.Rows; row++)
            CollectionAssert.AreEqual(together[(row * Width)..((row + 1) * Width)], problem.Row(row).Multiply(QuantizedKernel.Best), $"row {row}");
    }

    [TestMethod]
    [DataRow(64)]
    [DataRow(77)]
    [DataRow(1)]
    public void RowsAreRoundedToTheNearestOf16Bits(int length)
    {
        const int Rows = 3;
        var random = new Random(length);
        float[] rows = [.. Enumerable.Range(0, Rows * length).Select(i => (float)((random.NextDouble() - 0.5) * Math.Pow(10, i / length)))];
        using var quantized = new QuantizedRows(length);
        fixed (float* inputs = rows)
            quantized.Fill(inputs, Rows);
        int stride = QuantizedRows.RoundUp(length);
        for (int row = 0; row < Rows; row++)
        {
            float scale = quantized.Scales[row];
            Assert.AreEqual(rows.Skip(row * length).Take(length).Max(MathF.Abs), scale * 32767, scale / 100);
            for (int i = 0; i < stride; i++)
            {
                float wanted = i < length ? rows[(row * length) + i] : 0;
                Assert.AreEqual(wanted, scale * quantized.Codes[(row * stride) + i], scale * 0.501f, $"[{row}, {i}]");
            }
        }
    }

    [TestMethod]
    public void RowsWithoutAScaleStayWhatTheyAre()
    {
        float[] rows = [0, 0, 0, float.NaN, 1, 2, float.NegativeInfinity, 1, 2];
        using var quantized = new QuantizedRows(3);
        fixed (float* inputs = rows)
            quantized.Fill(inputs, 3);
        Assert.AreEqual(0, quantized.Scales[0]);
        Assert.IsTrue(float.IsNaN(quantized.Scales[1]));
        Assert.IsTrue(float.IsNaN(quantized.Scales[2]));
        Assert.IsTrue(new ReadOnlySpan<short>(quantized.Codes, 3 * Group).IndexOfAnyExcept((short)0) < 0);
    }

    private static IEnumerable<QuantizedKernel> Kernels()
    {
        if (Avx2.IsSupported && Fma.IsSupported)
            yield return new Avx2QuantizedKernel();
        yield return new VectorQuantizedKernel();
    }

    /// <summary>Rows, one panel, scales and a bias.</summary>
    private sealed class Problem
    {
        private readonly int _groups;
        private readonly short[] _inputs;
        private readonly float[] _inputScales;
        private readonly sbyte[] _panel;
        private readonly float[] _scales;
        private readonly float[] _start;

        public Problem(int rows, int groups, int seed, bool extreme)
        {
            var random = new Random(seed);
            (Rows, _groups) = (rows, groups);
            _inputs = [.. Many(rows * groups * Group, () => extreme ? short.MaxValue : (short)random.Next(-short.MaxValue, short.MaxValue + 1))];
            _panel = [.. Many(groups * Group * Width, () => extreme ? (sbyte)-127 : (sbyte)random.Next(-127, 128))];
            _inputScales = [.. Many(rows, () => (float)random.NextDouble() / 32767)];
            _scales = [.. Many(groups * Width, () => (float)random.NextDouble() / 127)];
            _start = [.. Many(Width, () => (float)random.NextDouble())];
        }

        private Problem(Problem all, int row)
        {
            int length = all._groups * Group;
            (Rows, _groups) = (1, all._groups);
            _inputs = all._inputs[(row * length)..((row + 1) * length)];
            _inputScales = [all._inputScales[row]];
            (_panel, _scales, _start) = (all._panel, all._scales, all._start);
        }

        public int Rows { get; }

        public Problem Row(int row) => new(this, row);

        public float[] Multiply(QuantizedKernel kernel)
        {
            var results = new float[Rows * Width];
            fixed (short* inputs = _inputs)
            fixed (sbyte* panel = _panel)
            fixed (float* inputScales = _inputScales, scales = _scales, start = _start, result = results)
                kernel.Multiply(inputs, inputScales, Rows, _groups, panel, scales, start, result, Width);
            return results;
        }

        public void AssertRight(QuantizedKernel kernel)
        {
            float[] results = Multiply(kernel);
            for (int i = 0; i < results.Length; i++)
            {
                double expected = Exact(i / Width, i % Width, out double size);
                Assert.AreEqual(expected, results[i], 3e-7 * size, $"{kernel.GetType().Name} [{i / Width}, {i % Width}]");
            }
        }

        private double Exact(int row, int column, out double size)
        {
            double sum = 0;
            size = 0;
            for (int group = 0; group < _groups; group++)
            {
                long products = 0;
                for (int k = group * Group; k < (group + 1) * Group; k++)
                    products += (long)_inputs[(row * _groups * Group) + k] * _panel[((k / 2) * 2 * Width) + (2 * column) + (k % 2)];
                double part = products * (double)_scales[(group * Width) + column];
                (sum, size) = (sum + part, size + Math.Abs(part));
            }
            size = (size * _inputScales[row]) + 1;
            return _start[column] + (sum * _inputScales[row]);
        }

        private static IEnumerable<T> Many<T>(int count, Func<T> next) => Enumerable.Range(0, count).Select(_ => next());
    }
}
