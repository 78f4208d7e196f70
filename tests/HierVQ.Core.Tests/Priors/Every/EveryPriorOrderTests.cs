using HierVQ.Sampling;

namespace HierVQ.Tests.Priors.Every;

/// <summary>Autoregression: which code depends on which.</summary>
[TestClass]
public sealed class EveryPriorOrderTests
{
    public static IEnumerable<object[]> Names() => TinyPriors.Names();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void CodesDependOnEachOtherInOneDirectionOnly(string name)
    {
        using var every = new EveryPrior(name);
        bool[][] changes = Changes(every);
        // An order in which every code comes after all that it depends on: there is one if and only if there is no circle.
        var left = new HashSet<int>(Enumerable.Range(0, every.Total));
        while (left.Count > 0)
        {
            int[] free = [.. left.Where(index => !left.Any(other => other != index && changes[other][index]))];
            Assert.IsNotEmpty(free, $"Codes {string.Join(", ", left.Order())} depend on each other in a circle.");
            left.ExceptWith(free);
        }
        // And it is a model of codes given codes: only those of the first step depend on none.
        Assert.IsLessThan(every.Total / 2, Enumerable.Range(0, every.Total).Count(index => !changes.Any(of => of[index])));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ADrawDependsOnNothingThatComesLater(string name)
    {
        using var every = new EveryPrior(name);
        bool[][] changes = Changes(every);
        int[] condition = every.Case.Conditions(1), given = every.Case.Codes(1);
        int changed = every.Total / 2, other = (given[changed] + 1) % every.Case.Sizes[changed];
        // Holes wherever nothing depends on the code that changes.
        int[] holes = [.. Enumerable.Range(0, every.Total).Where(index => index != changed && !Reaches(changes, changed, index))];
        Assert.IsNotEmpty(holes);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 2))
        {
            int[] first = [.. given];
            foreach (int hole in holes)
                first[hole] = -1;
            int[] second = [.. first];
            second[changed] = other;
            int[] before = every.Draw(how, first, condition).Codes, after = every.Draw(how, second, condition).Codes;
            foreach (int hole in holes)
                Assert.AreEqual(before[hole], after[hole], $"{how.Backend}, code {hole}");
        }
    }

    // [changed][index]: whether another code at one place changes the probabilities at another.
    private static bool[][] Changes(EveryPrior every)
    {
        int[] row = every.Case.Codes(1), condition = every.Case.Conditions(1);
        float[] before = every.LogProbabilities(row, condition);
        int[] rows = EveryPrior.Repeat(row, every.Total), conditions = EveryPrior.Repeat(condition, every.Total);
        for (int changed = 0; changed < every.Total; changed++)
            rows[(changed * every.Total) + changed] = (row[changed] + 1) % every.Case.Sizes[changed];
        float[] after = every.LogProbabilities(rows, conditions);
        return [.. Enumerable.Range(0, every.Total).Select(changed => Enumerable.Range(0, every.Total)
            .Select(index => index != changed && MathF.Abs(after[(changed * every.Total) + index] - before[index]) > 1e-4f).ToArray())];
    }

    private static bool Reaches(bool[][] changes, int from, int to)
    {
        var seen = new HashSet<int> { from };
        var next = new Queue<int>(seen);
        while (next.TryDequeue(out int at))
        {
            for (int index = 0; index < changes.Length; index++)
            {
                if (changes[at][index] && seen.Add(index))
                    next.Enqueue(index);
            }
        }
        return seen.Contains(to);
    }
}
