using HierVQ.Codes;

namespace HierVQ.Priors;

/// <summary>
/// What a prior is told beside the codes before: nothing, or parts such as a class, a text or another image's codes. The condition of a row is the
/// parts' whole numbers, one part after the other.
/// </summary>
public sealed class ConditionShape : IEquatable<ConditionShape>
{
    private ConditionShape(params ConditionPart[] parts)
    {
        Parts = parts;
        Length = checked(parts.Sum(part => part.Length));
    }

    /// <summary>No condition.</summary>
    public static ConditionShape None { get; } = new();

    /// <summary>The parts, in the order of a row's numbers; none for an unconditional prior.</summary>
    public IReadOnlyList<ConditionPart> Parts { get; }

    /// <summary>Numbers of a row; 0 for an unconditional prior.</summary>
    public int Length { get; }

    /// <summary>Number of classes, where a class is a part; else 0.</summary>
    public int Classes => Parts.FirstOrDefault(part => part.Kind == ConditionKind.Class)?.Vocabulary ?? 0;

    /// <summary>A class.</summary>
    /// <param name="count">Number of classes; 0 for no condition.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static ConditionShape Class(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? None : new(new ConditionPart(ConditionKind.Class, 1, count));
    }

    /// <summary>Tokens of a text.</summary>
    /// <param name="vocabulary">Number of tokens that there are. At least 1.</param>
    /// <param name="length">Tokens of every text. At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ConditionShape Tokens(int vocabulary, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return new(new ConditionPart(ConditionKind.Tokens, length, vocabulary));
    }

    /// <summary>The codes of another image, such as a depth map or a small version (Esser, Rombach, Ommer 2021, section 3.2).</summary>
    /// <param name="layout">The shape of its pyramid; a row has all its codes, in pyramid order.</param>
    /// <exception cref="ArgumentNullException">There is no layout.</exception>
    public static ConditionShape Codes(CodeLayout layout) => OfCodes(ConditionKind.Codes, layout);

    /// <summary>The coarser codes of the same pyramid, as priors of finer levels are told them (Razavi, van den Oord, Vinyals 2019, section 3.2). They are never absent.</summary>
    /// <param name="layout">The shape of the coarser levels.</param>
    /// <exception cref="ArgumentNullException">There is no layout.</exception>
    public static ConditionShape Above(CodeLayout layout) => OfCodes(ConditionKind.Above, layout);

    /// <summary>These parts, then those of another condition.</summary>
    /// <param name="other">The parts to add.</param>
    /// <exception cref="ArgumentException">Both have a class.</exception>
    public ConditionShape With(ConditionShape other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Classes > 0 && other.Classes > 0)
            throw new ArgumentException("A condition has one class; two were given.", nameof(other));
        return other.Length == 0 ? this : new([.. Parts, .. other.Parts]);
    }

    /// <summary>Where a part's numbers begin in a row.</summary>
    /// <param name="part">Index of the part.</param>
    public int Offset(int part) => Parts.Take(part).Sum(before => before.Length);

    /// <inheritdoc/>
    public bool Equals(ConditionShape? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConditionShape);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => Parts.Count == 0 ? "no condition" : string.Join(" and ", Parts);

    private static ConditionShape OfCodes(ConditionKind kind, CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new(new ConditionPart(kind, layout.TotalCodes, layout.MaxCodebookSize, layout));
    }
}
