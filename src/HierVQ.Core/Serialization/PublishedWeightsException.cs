namespace HierVQ;

/// <summary>Weights from elsewhere that do not fit the network that they are loaded into. All that is wrong is listed, and nothing was loaded.</summary>
public sealed class PublishedWeightsException : FormatException
{
    internal PublishedWeightsException(string source, string reason)
        : base($"{source}: {reason}") => SourceName = source;

    /// <summary>The file that was to be loaded.</summary>
    public string SourceName { get; }
}
