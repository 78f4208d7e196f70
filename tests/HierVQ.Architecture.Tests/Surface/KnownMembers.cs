namespace HierVQ.Architecture.Tests.Surface;

/// <summary>The members that surface lists name, with the inheritance that they name.</summary>
internal sealed class KnownMembers
{
    private readonly HashSet<string> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _parents = new(StringComparer.Ordinal);

    public KnownMembers(IEnumerable<string> lines)
    {
        foreach (string text in lines)
        {
            // What follows ' // ' is the parameters' names, there for readers.
            string line = text.Split(" // ")[0].TrimEnd();
            if (!line.StartsWith("T ", StringComparison.Ordinal))
            {
                _lines.Add(line);
                continue;
            }
            string[] halves = line.Split(" : ", 2);
            string type = halves[0][(halves[0].LastIndexOf(' ') + 1)..];
            _lines.Add("T " + type);
            _parents[type] = halves.Length == 1 ? [] : [.. halves[1].Split("; ").Select(parent => parent.Split('<')[0])];
        }
    }

    /// <summary>Whether the line is listed, for the type itself or for one that it inherits from.</summary>
    public bool Contains(string line)
    {
        if (_lines.Contains(line))
            return true;
        int colons = line.IndexOf("::", StringComparison.Ordinal);
        return colons > 0 && IsInherited(line[..2], line[2..colons], line[colons..]);
    }

    private bool IsInherited(string kind, string type, string member) =>
        _parents.TryGetValue(type, out string[]? parents)
        && parents.Any(parent => _lines.Contains(kind + parent + member) || IsInherited(kind, parent, member));
}
