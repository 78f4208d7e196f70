namespace HierVQ.Sampling;

/// <summary>
/// The random numbers of one row: a function of the row's seed and of which code is drawn, and of nothing else. So a row draws the same
/// whatever batch it is in, in whatever order, and keeping some of its codes does not change the numbers of the others.
/// </summary>
/// <remarks>Source: the output function of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014) over a counter.</remarks>
public readonly struct RowGenerator
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private readonly ulong _key;

    /// <summary>The generator of the row with this seed.</summary>
    /// <param name="seed">Any number; neighbouring seeds draw unrelated numbers.</param>
    public RowGenerator(ulong seed) => _key = Mix(seed + GoldenGamma);

    /// <summary>The number of draw <paramref name="index"/>: uniform in [0, 1), a multiple of 2^-24.</summary>
    /// <param name="index">Which draw: in sampling, where in the flat pyramid the code lies. At least 0.</param>
    public float Uniform(int index) => (Mix(_key + (GoldenGamma * ((ulong)(uint)index + 1))) >> 40) * (1f / (1 << 24));

    /// <summary>A seed made of another and a number, for what is drawn in several parts; the part 0 has the seed itself.</summary>
    internal static ulong Derive(ulong seed, ulong part) => part == 0 ? seed : Mix(Mix(seed + GoldenGamma) + (GoldenGamma * part));

    /// <summary>The seed whose draws 0, 1, 2 and so on are the draws <paramref name="index"/> and on of another: a part of a row that draws by itself draws the same.</summary>
    /// <param name="seed">The seed of the whole row.</param>
    /// <param name="index">The first draw of the part. At least 0.</param>
    public static ulong SeedAt(ulong seed, int index) => Unmix(Mix(seed + GoldenGamma) + (GoldenGamma * (ulong)(uint)index)) - GoldenGamma;

    // The inverse of Mix, step by step: odd factors have inverses modulo 2^64.
    private static ulong Unmix(ulong z)
    {
        z = (z ^ (z >> 31) ^ (z >> 62)) * 0x319642B2D24D8EC3;
        z = (z ^ (z >> 27) ^ (z >> 54)) * 0x96DE1B173F119089;
        return z ^ (z >> 30) ^ (z >> 60);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
