namespace Microsoft.ML.Runtime;

/// <summary>Where components live: their names, messages, randomness, and the classes that models may load.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }

    IHost Register(string name, int? seed = null, bool? verbose = null);
}
