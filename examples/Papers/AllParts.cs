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

    /// <summary>The parts of these names; all where there are none.</summary>
    /// <exception cref="ArgumentException">There is none of a name.</exception>
    public static IReadOnlyList<Part> Named(IReadOnlyList<string> names) => names.Count == 0 ? List : [.. names.Select(name => List.FirstOrDefault(part => part.Name == name)
        ?? throw new ArgumentException($"There is no part '{name}'; there are {string.Join(", ", List.Select(part => part.Name))}."))];
}
