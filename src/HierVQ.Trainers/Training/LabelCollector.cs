namespace HierVQ.Trainers;

/// <summary>Gives labels their classes in the order in which training meets them.</summary>
internal sealed class LabelCollector
{
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);

    public LabelVocabulary Vocabulary => new(_classes.OrderBy(entry => entry.Value).Select(entry => entry.Key));

    public int ClassOf(ReadOnlyMemory<char> label)
    {
        var lookup = _classes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(label.Span, out int index))
            _classes.Add(label.ToString(), index = _classes.Count);
        return index;
    }
}
