using System.Diagnostics;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>The time of a code at the end of a sequence against that at its beginning: flat but for the attention over more positions.</summary>
internal static class TimeAlongSequence
{
    private const double Wanted = 1.5;

    /// <summary>Priors over long sequences.</summary>
    public static IEnumerable<OwnMeasurement> Measure(int rounds)
    {
        var map = new CodeLayout(new CodeLevel(16, 16, 1, 256));
        yield return Measure("RasterTransformer, 16 x 16 codes", new RasterTransformerOptions { Dropout = 0 }, map, rounds);
        yield return Measure("PixelSNAIL, 16 x 16 codes", new PixelSnailOptions { Dropout = 0 }, map, rounds);
        using ITrainablePrior stacks = PriorCase.RqTransformer.Make(dropout: 0);
        yield return Measure("RQ-Transformer, 8 x 8 x 4 codes", stacks, rounds);
    }

    private static OwnMeasurement Measure(string name, PriorOptions options, CodeLayout layout, int rounds)
    {
        using IPrior prior = options.Create(new PriorContext(layout, ConditionShape.None, CPU));
        return Measure(name, prior, rounds);
    }

    private static OwnMeasurement Measure(string name, IPrior prior, int rounds)
    {
        prior.Module.eval();
        using ICodeSampler sampler = prior.CreateSampler(new SamplerOptions { MaxBatch = 1 });
        int total = prior.Layout.TotalCodes;
        var quarters = new List<(double First, double Last)>();
        for (int round = 0; round <= rounds; round++)
        {
            int[] codes = [.. Enumerable.Repeat(-1, total)];
            var clock = new Clock();
            sampler.Sample(codes, prior.Condition.Length == 0 ? [] : [0], [(ulong)round], new SamplingOptions(), progress: clock);
            if (round > 0) // the first one warms up
                quarters.Add((clock.Between(0, total / 4), clock.Between(total - (total / 4), total)));
        }
        double first = Alternation.Median(quarters.Select(quarter => quarter.First)), last = Alternation.Median(quarters.Select(quarter => quarter.Last));
        return new OwnMeasurement($"time a code, {name}", $"{1000 * first:F1} µs in the first quarter", $"{1000 * last:F1} µs in the last",
            $"{last / first:F2}", $"at most {Wanted:F1}", last / first <= Wanted);
    }

    private sealed class Clock : IProgress<int>
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly List<(int Codes, double Milliseconds)> _seen = [(0, 0)];

        public void Report(int value) => _seen.Add((value, Stopwatch.GetElapsedTime(_start).TotalMilliseconds));

        /// <summary>Milliseconds a code between two numbers of codes.</summary>
        public double Between(int from, int to)
        {
            (int codes, double at) = _seen.First(seen => seen.Codes >= from);
            (int lastCodes, double lastAt) = _seen.First(seen => seen.Codes >= to);
            return (lastAt - at) / (lastCodes - codes);
        }
    }
}
