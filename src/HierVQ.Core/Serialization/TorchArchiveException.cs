namespace HierVQ;

/// <summary>A file of PyTorch's that breaks the format, is cut short, or asks for more than tensors and plain containers.</summary>
public sealed class TorchArchiveException : FormatException
{
    internal TorchArchiveException(string source, string reason, Exception? inner = null)
        : base($"{source}: {reason}", inner) => SourceName = source;

    /// <summary>The file that is at fault.</summary>
    public string SourceName { get; }

    /// <summary>A text of the file as a message shows it: a stranger may have made it megabytes long.</summary>
    internal static string Shown(string text) => text.Length <= 120 ? $"'{text}'" : $"'{text.AsSpan(0, 120)}...'";
}
