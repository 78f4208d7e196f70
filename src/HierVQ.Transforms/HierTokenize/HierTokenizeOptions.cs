namespace HierVQ;

/// <summary>Options of <c>HierTokenize</c>.</summary>
public sealed class HierTokenizeOptions
{
    /// <summary>Name of the column of tokens that is made. Default <c>Tokens</c>.</summary>
    public string OutputColumnName { get; set; } = "Tokens";

    /// <summary>Name of the column of texts. Default <c>Text</c>.</summary>
    public string InputColumnName { get; set; } = "Text";

    /// <summary>The vocabulary, which must be given, and how text becomes tokens of it.</summary>
    public BpeOptions Tokens { get; set; } = new();

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">A name is empty, the vocabulary is missing, or an option is out of its range; the message names it.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentNullException.ThrowIfNull(Tokens);
        Tokens.Validate();
    }
}
