namespace Microsoft.ML.Data;

/// <summary>Equality and order of terms; texts by their characters.</summary>
internal sealed class TermComparer<T> : IEqualityComparer<T>, IComparer<T>
{
    public static TermComparer<T> Instance { get; } = new();

    public bool Equals(T x, T y) => x is ReadOnlyMemory<char> text
        ? text.Span.SequenceEqual(((ReadOnlyMemory<char>)(object)y).Span)
        : EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode(T value) => value is ReadOnlyMemory<char> text ? string.GetHashCode(text.Span) : EqualityComparer<T>.Default.GetHashCode(value);

    public int Compare(T x, T y) => x is ReadOnlyMemory<char> text
        ? text.Span.SequenceCompareTo(((ReadOnlyMemory<char>)(object)y).Span)
        : Comparer<T>.Default.Compare(x, y);
}
