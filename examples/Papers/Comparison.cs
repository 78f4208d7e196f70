namespace HierVQ.Examples.Papers;

/// <summary>What a part found.</summary>
internal sealed record Comparison
{
    /// <summary>The figures.</summary>
    public required FigureTable Table { get; init; }

    /// <summary>What the paper says, beside what came of it here.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>Strips of pictures: what each shows, and the file.</summary>
    public IReadOnlyList<(string Title, string File)> Pictures { get; init; } = [];

    /// <summary>Curves, as figures of a page.</summary>
    public IReadOnlyList<string> Charts { get; init; } = [];
}
