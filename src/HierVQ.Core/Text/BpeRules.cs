namespace HierVQ.Text;

/// <summary>What a vocabulary says of text beside its tokens and merges.</summary>
internal sealed record BpeRules
{
    /// <summary>Changes of the text, in order.</summary>
    public IReadOnlyList<TextStep> Steps { get; init; } = [];

    /// <summary>How it is cut into words.</summary>
    public WordSplit Split { get; init; }

    /// <summary>Whether a space is put before text that does not begin with one.</summary>
    public bool PrefixSpace { get; init; }

    /// <summary>Whether symbols are bytes of UTF-8, written as <see cref="ByteAlphabet"/> does; characters otherwise.</summary>
    public bool Bytes { get; init; }

    /// <summary>What the last symbol of a word ends with; null for nothing.</summary>
    public string? Suffix { get; init; }

    /// <summary>The token of symbols that the vocabulary lacks; null to leave them out.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether a run of such symbols is one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Tokens that usually begin, end and fill up a text; null for none.</summary>
    public string? Start { get; init; }

    /// <inheritdoc cref="Start"/>
    public string? End { get; init; }

    /// <inheritdoc cref="Start"/>
    public string? Padding { get; init; }
}
