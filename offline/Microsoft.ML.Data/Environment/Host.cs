using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The environment of one component.</summary>
internal sealed class Host : HostEnvironment, IHost
{
    public Host(HostEnvironment parent, string name, Random rand)
        : base(parent, name, rand)
    {
    }
}
