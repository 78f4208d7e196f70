namespace HierVQ.Training;

/// <summary>
/// Seeds of single steps and epochs, mixed from the component's seed by SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
/// Number Generators, OOPSLA 2014). What a step draws then depends on the seed and the step alone: an interrupted training goes on as
/// if it had not been, without any generator's state in the checkpoint, and it does not matter how much the steps before it drew.
/// </summary>
internal static class StepSeed
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>A seed of purpose, seed and index, each of which changes all its bits.</summary>
    public static ulong Of(int seed, Purpose purpose, long index) =>
        Mix(Mix(Mix((ulong)(uint)seed + Gamma) ^ (ulong)purpose) + (ulong)index * Gamma);

    /// <summary>A number, at least 0 and below 1, of purpose, seed and index.</summary>
    public static double Share(int seed, Purpose purpose, long index) => (Of(seed, purpose, index) >> 11) * (1.0 / (1L << 53));

    /// <summary>The finalizer of SplitMix64.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>What a seed is for: streams of different purpose never meet.</summary>
    public enum Purpose
    {
        /// <summary>The order of rows in an epoch.</summary>
        Order = 1,

        /// <summary>The rows that are held out.</summary>
        HeldOut,

        /// <summary>What the network itself draws in a step: dropout, restarts.</summary>
        Network,

        /// <summary>The first weights of a critic, which must not depend on what the tokenizer's own took.</summary>
        Critic,

        /// <summary>The pixels that a palette is made of, from 0 on, and its first colours, from -1 down.</summary>
        Pixels,
    }
}
