using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Drawing from a PixelSNAIL prior with what is known of earlier positions kept, against running the network again for each position.</summary>
internal static class SnailCache
{
    private const int Codes = 256;
    private const double Wanted = 10;

    /// <summary>Draws a map of side x side codes both ways, in turn.</summary>
    /// <param name="side">Rows and columns.</param>
    /// <param name="every">Only each so manieth position is drawn by running the network again, and the time taken so many times: for a large map that takes minutes.</param>
    /// <param name="rounds">How often.</param>
    public static OwnMeasurement Measure(int side, int every, int rounds)
    {
        var layout = new CodeLayout(new CodeLevel(side, side, 1, Codes));
        using var prior = (PixelSnailPrior)new PixelSnailOptions { Dropout = 0 }.Create(new PriorContext(layout, ConditionShape.None, CPU));
        prior.eval();
        using ICodeSampler kept = prior.CreateSampler(new SamplerOptions { MaxBatch = 1 });
        using ICodeSampler again = new UncachedMapSampler(prior, maxBatch: 1);
        int[] all = [.. Enumerable.Repeat(-1, layout.TotalCodes)], some = Prompt(layout, every);
        string equal = RequireEqual(Draw(kept, some), Draw(again, some), some);
        var times = new (double Kept, double Again)[rounds];
        for (int round = 0; round < rounds; round++)
            times[round] = (Milliseconds(kept, all), every * Milliseconds(again, some));
        double ours = Alternation.Median(times.Select(time => time.Kept)), theirs = Alternation.Median(times.Select(time => time.Again));
        return new OwnMeasurement($"PixelSNAIL, {side} x {side} codes, 1 at once", $"{ours:F1} ms, positions kept",
            $"{theirs:F1} ms, network run again for each position{(every == 1 ? "" : $" ({every} times that of every {every}th)")}; {equal}",
            $"{theirs / ours:F1}x", $"{Wanted:F0}x", theirs / ours >= Wanted);
    }

    // Random codes with holes in other columns of every row.
    private static int[] Prompt(CodeLayout layout, int every)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, layout.TotalCodes).Select(index => (index + (index / layout[0].Width)) % every == 0 ? -1 : random.Next(Codes))];
    }

    private static int[] Draw(ICodeSampler sampler, int[] prompt)
    {
        int[] codes = [.. prompt];
        sampler.Sample(codes, [], [1], new SamplingOptions());
        return codes;
    }

    // Sums differ in their last bits, so that a code may differ where a random number falls just between two; what comes after it then differs, too.
    private static string RequireEqual(int[] kept, int[] again, int[] prompt)
    {
        int[] drawn = [.. Enumerable.Range(0, prompt.Length).Where(index => prompt[index] < 0)];
        int same = drawn.Count(index => kept[index] == again[index]);
        return same >= drawn.Length * 9 / 10
            ? $"{same} of {drawn.Length} codes are the same"
            : throw new InvalidOperationException($"The two ways to draw do not do the same work: {same} of {drawn.Length} codes are the same.");
    }

    private static double Milliseconds(ICodeSampler sampler, int[] prompt) => 1000 * Elapsed.Of(() => Draw(sampler, prompt), 1).Wall;
}
