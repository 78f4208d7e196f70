namespace HierVQ.Trainers;

/// <summary>The labels that a prior was trained with; a label's place is its class.</summary>
internal sealed class LabelVocabulary
{
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <exception cref="ArgumentException">A label is empty or comes twice.</exception>
    public LabelVocabulary(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (string.IsNullOrEmpty(name) || !_classes.TryAdd(name, _classes.Count))
                throw new ArgumentException($"The label '{name}' is empty or comes twice.", nameof(names));
        }
        Names = [.. _classes.Keys];
        _lookup = _classes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static LabelVocabulary Empty { get; } = new([]);

    public IReadOnlyList<string> Names { get; }

    public int Count => Names.Count;

    /// <summary>The class of a label, -1 for an unknown one.</summary>
    public int ClassOf(ReadOnlySpan<char> label) => _lookup.TryGetValue(label, out int index) ? index : -1;

    /// <summary>The names as a message lists them.</summary>
    public string Listed => Names.Count <= 20 ? string.Join(", ", Names) : $"{string.Join(", ", Names.Take(20))} and {Names.Count - 20} more";
}
