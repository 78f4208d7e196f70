namespace HierVQ.Examples.Tokenizers;

/// <summary>What there is to tell.</summary>
internal sealed record Findings
{
    /// <summary>The finished tokenizers.</summary>
    public required IReadOnlyList<Finished> Tokenizers { get; init; }

    /// <summary>The finished remedies against collapse.</summary>
    public required IReadOnlyList<Finished> Collapse { get; init; }

    /// <summary>The shown pictures as they are, a PNG file.</summary>
    public required byte[] Originals { get; init; }
}
