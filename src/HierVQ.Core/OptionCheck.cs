using System.Numerics;
using System.Runtime.CompilerServices;

namespace HierVQ;

/// <summary>Checks of options: each names the option, its value and what would be right, before any work starts.</summary>
internal static class OptionCheck
{
    public static void AtLeast<T>(T value, T minimum, [CallerArgumentExpression(nameof(value))] string option = "") where T : INumber<T>
    {
        // Written so that NaN fails.
        if (!(value >= minimum))
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be at least {minimum}.");
    }

    public static void Above<T>(T value, T bound, [CallerArgumentExpression(nameof(value))] string option = "") where T : INumber<T>
    {
        if (!(value > bound))
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be above {bound}.");
    }

    public static void Within<T>(T value, T minimum, T maximum, [CallerArgumentExpression(nameof(value))] string option = "") where T : INumber<T>
    {
        if (!(value >= minimum && value <= maximum))
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be from {minimum} to {maximum}.");
    }

    /// <summary>A kernel or window that has a middle.</summary>
    public static void Odd(int value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value < 1 || value % 2 == 0)
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be odd and at least 1, so that it has a middle.");
    }

    /// <summary>A share that may be zero but not one: dropout, decay, a held-out part.</summary>
    public static void Share(double value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be at least 0 and below 1.");
    }

    /// <summary>A choice must be one of those that there are.</summary>
    public static void Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string option = "") where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
    }

    /// <summary>Sizes of codebooks: one for all levels, or one a level.</summary>
    public static void CodebookSizes(PerLevel<int> sizes, int levels, [CallerArgumentExpression(nameof(sizes))] string option = "")
    {
        if (sizes.Values.Length > levels)
            throw new ArgumentOutOfRangeException(option, $"{option} has {sizes.Values.Length} values, but these options have {levels} levels: give one value, or one a level.");
        for (int level = 0; level < levels; level++)
            AtLeast(sizes[level], 2, option);
    }

    /// <summary>A size of images that a network divides by <paramref name="divisor"/>.</summary>
    public static void Divides(long divisor, int size, [CallerArgumentExpression(nameof(size))] string option = "")
    {
        if (size % divisor != 0)
            throw new ArgumentOutOfRangeException(option, size, $"{option} is {size}; these options divide it by {divisor}, so it must be a multiple of that: {Math.Max(1, size / divisor) * divisor} would do.");
    }
}
