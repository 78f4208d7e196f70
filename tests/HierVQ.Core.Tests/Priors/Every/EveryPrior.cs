using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Every;

/// <summary>A tiny prior with what its own probabilities say, without any cache: whole pyramids go through <see cref="IPrior.NegativeLogLikelihood"/>.</summary>
internal sealed class EveryPrior(string name) : IDisposable
{
    public TinyPriorCase Case { get; } = TinyPriors.Of(name);

    public IPrior Prior { get; } = TinyPriors.Of(name).Make();

    public int Total => Case.Layout.TotalCodes;

    public int ConditionLength => Case.Condition.Length;

    public bool CanGuide => Case.Options.ConditionDropout > 0 && Case.Condition.Parts.Any(part => part.CanBeDropped);

    /// <summary>Every way to draw: own kernels, with 8-bit weights, libtorch.</summary>
    public static IEnumerable<SamplerOptions> Samplers(int maxBatch, bool rounded = false)
    {
        yield return new SamplerOptions { MaxBatch = maxBatch, Backend = SamplerBackend.Kernels };
        yield return new SamplerOptions { MaxBatch = maxBatch, Backend = SamplerBackend.LibTorch };
        if (rounded)
            yield return new SamplerOptions { MaxBatch = maxBatch, Weights = SamplerWeights.Int8 };
    }

    /// <summary>Log-probabilities of every code, row by row.</summary>
    public float[] LogProbabilities(ReadOnlySpan<int> codes, ReadOnlySpan<int> conditions)
    {
        using DisposeScope scope = NewDisposeScope();
        int rows = codes.Length / Total;
        Tensor nats = Prior.NegativeLogLikelihood(Int64(codes, rows), conditions.IsEmpty ? null : Int64(conditions, rows));
        return nats.neg().contiguous().data<float>().ToArray();
    }

    /// <summary>Log-probabilities that a code of a row may have any of its values, given those before it (those after it do not matter).</summary>
    public double[] LogDistribution(ReadOnlySpan<int> row, int index, ReadOnlySpan<int> condition)
    {
        int size = Case.Sizes[index];
        int[] rows = new int[size * Total], conditions = new int[size * condition.Length];
        for (int code = 0; code < size; code++)
        {
            row.CopyTo(rows.AsSpan(code * Total));
            rows[(code * Total) + index] = code;
            condition.CopyTo(conditions.AsSpan(code * condition.Length));
        }
        float[] logs = LogProbabilities(rows, conditions);
        return [.. Enumerable.Range(0, size).Select(code => (double)logs[(code * Total) + index])];
    }

    /// <summary>Draws.</summary>
    public (int[] Codes, float[] Logs) Draw(SamplerOptions how, int[] codes, int[] conditions, ulong firstSeed = 1, SamplingOptions? options = null, bool logs = true)
    {
        using ICodeSampler sampler = Prior.CreateSampler(how);
        int[] drawn = [.. codes];
        var logProbabilities = new float[logs ? codes.Length : 0];
        sampler.Sample(drawn, conditions, Seeds(codes.Length / Total, firstSeed), options ?? new SamplingOptions(), logProbabilities);
        return (drawn, logProbabilities);
    }

    public static ulong[] Seeds(int rows, ulong first = 1) => [.. Enumerable.Range(0, rows).Select(row => first + (ulong)row)];

    /// <summary>The same row many times.</summary>
    public static int[] Repeat(int[] row, int rows) => [.. Enumerable.Repeat(row, rows).SelectMany(one => one)];

    public T[] Row<T>(T[] all, int row) => all[(row * Total)..((row + 1) * Total)];

    public int[] ConditionRow(int[] conditions, int row) => conditions[(row * ConditionLength)..((row + 1) * ConditionLength)];

    /// <summary>The same condition without what can be left out.</summary>
    public int[] Without(int[] condition)
    {
        int[] without = [.. condition];
        for (int part = 0; part < Case.Condition.Parts.Count; part++)
        {
            if (Case.Condition.Parts[part].CanBeDropped)
                Array.Fill(without, -1, Case.Condition.Offset(part), Case.Condition.Parts[part].Length);
        }
        return without;
    }

    public void Dispose() => Prior.Dispose();

    private static Tensor Int64(ReadOnlySpan<int> numbers, int rows) => tensor(numbers.ToArray(), [rows, numbers.Length / rows], ScalarType.Int64);
}
