namespace HierVQ;

/// <summary>A safetensors file or stream that breaks the format, is cut short, or does not fit the model that it is read into.</summary>
public sealed class SafeTensorsException : FormatException
{
    internal SafeTensorsException(string source, string reason, Exception? inner = null)
        : base($"{source}: {reason}", inner) => SourceName = source;

    /// <summary>The file, or the entry of an archive, that is at fault.</summary>
    public string SourceName { get; }

    /// <summary>A tensor's name as a message shows it: a stranger may have made it megabytes long.</summary>
    internal static string Shown(string name) => name.Length <= 120 ? $"'{name}'" : $"'{name.AsSpan(0, 120)}...'";
}
