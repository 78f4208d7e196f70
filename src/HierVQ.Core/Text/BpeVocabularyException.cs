namespace HierVQ;

/// <summary>A file of a byte-pair-encoding vocabulary that breaks its format, is cut short, or asks for what this reader does not know.</summary>
public sealed class BpeVocabularyException : FormatException
{
    internal BpeVocabularyException(string source, string reason, Exception? inner = null)
        : base($"{source}: {reason}", inner) => SourceName = source;

    /// <summary>The file that is at fault.</summary>
    public string SourceName { get; }

    /// <summary>Text of a file as a message shows it: a stranger may have made it megabytes long.</summary>
    internal static string Shown(string text) => text.Length <= 60 ? $"'{text}'" : $"'{text.AsSpan(0, 60)}...'";
}
