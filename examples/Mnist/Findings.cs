namespace HierVQ.Examples.Mnist;

/// <summary>What a run found out, for the page.</summary>
internal sealed record Findings
{
    /// <summary>The numbers.</summary>
    public required MnistMetrics Metrics { get; init; }

    /// <summary>The curves.</summary>
    public required TrainingLog Log { get; init; }

    /// <summary>Options of both stages, as the saved model tells them.</summary>
    public required (TokenizerOptions Tokenizer, PriorOptions Prior) Options { get; init; }

    /// <summary>The sheets of pictures, by the names of their files.</summary>
    public required IReadOnlyDictionary<string, byte[]> Sheets { get; init; }
}
