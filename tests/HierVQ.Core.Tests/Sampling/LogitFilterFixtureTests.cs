using System.Globalization;
using System.Runtime.InteropServices;
using HierVQ.Sampling;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling;

/// <summary>Top-k, top-p and the draw against what the papers' own samplers compute, for rows in memory and for tensors.</summary>
[TestClass]
[TestCategory("Fixture")]
public sealed class LogitFilterFixtureTests
{
    // The fixture's notes: its pipeline divides by this first.
    private const float Temperature = 0.9f;

    [TestMethod]
    public void ReproducesTheReference()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("sampling_filters");
        Tensor logits = fixture["in/logits"];
        foreach (string name in fixture.Names("out/topk"))
        {
            int k = int.Parse(name[..name.IndexOf('.')], CultureInfo.InvariantCulture);
            // Nothing is computed, numbers are kept or become minus infinity: equal to the bit.
            CollectionAssert.AreEqual(Floats(fixture["out/topk" + name]), Floats(Rows(logits, row => LogitFilter.KeepTopK(row, k))), name);
        }
        foreach (string name in fixture.Names("out/topp"))
        {
            float p = float.Parse(name[..name.IndexOf(".probs", StringComparison.Ordinal)], CultureInfo.InvariantCulture);
            fixture.AssertClose("out/topp" + name, Rows(logits.softmax(1), row => LogitFilter.KeepTopP(row, p)));
            fixture.AssertClose("out/topp" + name, new LogitFilter(1, 0, p).Apply(logits));
        }
        foreach (string name in fixture.Names("out/pipeline_"))
        {
            string[] parts = name.Split('_');
            var filter = new LogitFilter(Temperature, int.Parse(parts[0][1..], CultureInfo.InvariantCulture), float.Parse(parts[1][1..], CultureInfo.InvariantCulture));
            Tensor managed = Rows(logits, filter.Apply), tensors = filter.Apply(logits);
            fixture.AssertClose("out/pipeline_" + name, managed);
            fixture.AssertClose("out/pipeline_" + name, tensors);
            AssertDraws(fixture, "out/inverse_cdf_" + name, managed, tensors);
        }
        fixture.AssertAllRead();
    }

    private static void AssertDraws(Fixture fixture, string name, Tensor managed, Tensor tensors)
    {
        Tensor uniforms = fixture["in/uniforms"]; // (rows, draws)
        (long rows, long draws) = (uniforms.size(0), uniforms.size(1));
        float[] u = Floats(uniforms), probabilities = Floats(managed);
        int width = (int)managed.size(1);
        var drawn = new long[rows * draws];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = LogitFilter.Draw(probabilities.AsSpan(i / (int)draws * width, width), u[i]);
        fixture.AssertClose(name, tensor(drawn, [rows, draws]));
        Tensor each = tensors.unsqueeze(1).expand(rows, draws, width).reshape(-1, width);
        fixture.AssertClose(name, LogitFilter.Draw(each, uniforms.flatten().to(ScalarType.Float64)).view(rows, draws));
    }

    private delegate void RowAction(Span<float> row);

    private static Tensor Rows(Tensor tensor, RowAction action)
    {
        float[] values = Floats(tensor);
        int width = (int)tensor.size(1);
        for (int start = 0; start < values.Length; start += width)
            action(values.AsSpan(start, width));
        return torch.tensor(values, tensor.shape);
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();
}
