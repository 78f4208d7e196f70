namespace HierVQ.Serialization;

/// <summary>What stands before the names of the wanted network in a file that holds others beside it ("generator.", "stage1.", "first_stage_model.").</summary>
internal static class WeightPrefix
{
    /// <summary>Whether a name is another one, behind a prefix or none.</summary>
    public static bool EndsWith(string name, string anchor) =>
        name.EndsWith(anchor, StringComparison.Ordinal) && (name.Length == anchor.Length || name[^(anchor.Length + 1)] == '.');

    /// <summary>The prefix of a network in a file.</summary>
    /// <exception cref="PublishedWeightsException">There is no such network in the file, or several and none is the one that the map would take.</exception>
    public static string Find(IEnumerable<string> names, NameMap map, string source)
    {
        string[] found = [.. names.Where(name => EndsWith(name, map.Anchor)).Select(name => name[..^map.Anchor.Length]).Distinct()];
        return found switch
        {
            [] => throw new PublishedWeightsException(source, $"it has no weight '{map.Anchor}', which every checkpoint of {map.Family} has. Nothing was loaded."),
            [var only] => only,
            _ => map.Prefixes.FirstOrDefault(found.Contains) ?? throw new PublishedWeightsException(source,
                $"it holds several networks: say which prefix of {string.Join(", ", found.Take(20).Select(TorchArchiveException.Shown))} is meant. Nothing was loaded."),
        };
    }
}
