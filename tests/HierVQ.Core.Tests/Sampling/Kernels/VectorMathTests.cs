using System.Numerics;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling.Kernels;

[TestClass]
public sealed class VectorMathTests
{
    [TestMethod]
    public void ExpIsRightToAnUlpOrTwo()
    {
        for (float x = -87; x < 88; x += 0.0137f)
        {
            double expected = Math.Exp(x);
            Assert.AreEqual(expected, VectorMath.Exp(new Vector<float>(x))[0], 2.5e-7 * expected, $"e^{x}");
        }
        Assert.AreEqual(0, VectorMath.Exp(new Vector<float>(float.NegativeInfinity))[0]);
        Assert.AreEqual(0, VectorMath.Exp(new Vector<float>(-200))[0]);
        Assert.AreEqual(1, VectorMath.Exp(Vector<float>.Zero)[0]);
    }

    [TestMethod]
    public void GeluAgreesWithLibtorch()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] x = [.. Enumerable.Range(0, 3001).Select(i => (i - 1500) / 200f)];
        float[] got = new float[x.Length];
        VectorMath.Gelu(x, got, approximate: false);
        AssertClose(tensor(x).gelu().data<float>().ToArray(), got, 1e-6);
        VectorMath.Gelu(x, got, approximate: true);
        AssertClose(tensor(x).mul(tensor(x).mul(1.702).sigmoid()).data<float>().ToArray(), got, 1e-6);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(32)]
    [DataRow(1003)]
    public void SoftmaxAndLogSumExpAgreeWithLibtorch(int count)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new Random(count);
        float[] x = [.. Enumerable.Range(0, count).Select(i => i % 7 == 3 ? float.NegativeInfinity : (float)(random.NextDouble() * 30))];
        Tensor row = tensor(x);
        Assert.AreEqual(row.logsumexp(0).item<float>(), VectorMath.LogSumExp(x), 1e-5f);
        float[] expected = row.softmax(0).data<float>().ToArray();
        VectorMath.Softmax(x);
        AssertClose(expected, x, 1e-6);
        Assert.IsTrue(x.Where((_, i) => i % 7 == 3).All(p => p == 0));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(32)]
    [DataRow(771)]
    public void LayerNormAgreesWithTheFormula(int count)
    {
        var random = new Random(count);
        float[] x = [.. Enumerable.Range(0, count).Select(_ => 5 + (float)random.NextDouble())];
        float[] weight = [.. x.Select(v => v / 3)], bias = [.. x.Select(v => -v)], got = new float[count];
        VectorMath.LayerNorm(x, weight, bias, got);
        double mean = x.Average(v => (double)v), variance = x.Average(v => (v - mean) * (v - mean));
        for (int i = 0; i < count; i++)
            Assert.AreEqual(((x[i] - mean) / Math.Sqrt(variance + 1e-5) * weight[i]) + bias[i], got[i], 3e-5);
    }

    private static void AssertClose(float[] expected, float[] actual, double limit)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], limit * Math.Max(1, Math.Abs(expected[i])), $"[{i}]");
    }
}
