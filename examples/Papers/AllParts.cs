using HierVQ.Examples.Papers.Parts;

namespace HierVQ.Examples.Papers;

/// <summary>Every comparison, in the order of the page.</summary>
internal static class AllParts
{
    /// <summary>The parts.</summary>
    public static IReadOnlyList<Part> List { get; } =
    [
        new TransformerAgainstPixelSnail(),
        new Factors(),
        new Orderings(),
        new SamplingChoices(),
        new DepthAgainstCodebook(),
        new ResizingOperations(),
        new HeadAblation(),
        new AuxiliaryDecoders(),
    ];

    /// <summary>The parts of these names, each whole or, named as part/trial, one trial of it; all where there are none.</summary>
    /// <exception cref="ArgumentException">There is none of a name.</exception>
    public static IReadOnlyList<(Part Part, string? Trial)> Named(IReadOnlyList<string> names) => names.Count == 0 ? [.. List.Select(part => (part, (string?)null))] : [.. names.Select(name =>
    {
        string[] words = name.Split('/', 2);
        Part part = List.FirstOrDefault(one => one.Name == words[0])
            ?? throw new ArgumentException($"There is no part '{words[0]}'; there are {string.Join(", ", List.Select(one => one.Name))}.");
        return (part, words.ElementAtOrDefault(1));
    })];
}
