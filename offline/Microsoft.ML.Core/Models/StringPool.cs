namespace Microsoft.ML;

/// <summary>The different strings of one Model.key, in order of first use.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    public int Count => _texts.Count;

    public IReadOnlyList<string> Texts => _texts;

    public int IdOf(string text)
    {
        if (!_ids.TryGetValue(text, out int id))
        {
            id = _texts.Count;
            _ids.Add(text, id);
            _texts.Add(text);
        }
        return id;
    }
}
