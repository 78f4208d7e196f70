namespace HierVQ.Tests.Priors.Every;

/// <summary>Pearson's chi-square test of drawn codes.</summary>
internal static class Frequencies
{
    /// <summary>Fails where codes are drawn with other probabilities than expected.</summary>
    public static void AssertAre(IReadOnlyList<double> probabilities, int[] drawn, string what)
    {
        Assert.AreEqual(1, probabilities.Sum(), 1e-4, what);
        double chiSquare = 0, rest = 0, restSeen = 0;
        int degrees = -1;
        for (int code = 0; code < probabilities.Count; code++)
        {
            double expected = probabilities[code] * drawn.Length;
            int seen = drawn.Count(d => d == code);
            if (expected < 5) // too rare for the approximation: counted together
            {
                (rest, restSeen) = (rest + expected, restSeen + seen);
                continue;
            }
            chiSquare += (seen - expected) * (seen - expected) / expected;
            degrees++;
        }
        if (rest > 1)
            (chiSquare, degrees) = (chiSquare + ((restSeen - rest) * (restSeen - rest) / rest), degrees + 1);
        Assert.IsGreaterThan(0, degrees, $"{what}: the distribution is one code's alone, which shows little.");
        // Exceeded about once in a thousand seeds; the seeds are fixed.
        Assert.IsLessThan(degrees + (3.3 * Math.Sqrt(2 * degrees)) + 4, chiSquare, what);
    }
}
