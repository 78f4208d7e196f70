using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A catalog, which knows its environment; closed to others in the real library.</summary>
public interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}
