namespace Microsoft.ML.Runtime;

/// <summary>Starts channels of progress.</summary>
public interface IProgressChannelProvider
{
    IProgressChannel StartProgressChannel(string name);
}
