using HierVQ.Codes;

namespace HierVQ.Examples.Emoji;

/// <summary>What the reporting process found out, for the page.</summary>
internal sealed record Findings
{
    /// <summary>What the pictures are.</summary>
    public required string Title { get; init; }

    /// <summary>The numbers.</summary>
    public required DemoMetrics Metrics { get; init; }

    /// <summary>The curves.</summary>
    public required TrainingLog Log { get; init; }

    /// <summary>Options of both stages, as the saved model tells them.</summary>
    public required (TokenizerOptions Tokenizer, PriorOptions Prior) Options { get; init; }

    /// <summary>The shape of a code pyramid.</summary>
    public required CodeLayout Layout { get; init; }

    /// <summary>The held-out pictures with what became of them.</summary>
    public required IReadOnlyList<ScoredPicture> HeldOut { get; init; }

    /// <summary>Some of them, completed from their top half.</summary>
    public required IReadOnlyList<(Picture Original, IReadOnlyList<byte[]> Endings)> Completions { get; init; }

    /// <summary>A sheet of drawn pictures for each category.</summary>
    public required IReadOnlyList<(string Label, byte[] Png)> Samples { get; init; }

    /// <summary>Names and values that describe the machine.</summary>
    public required IReadOnlyList<(string Name, string Value)> Machine { get; init; }
}
