using System.Diagnostics.CodeAnalysis;
using HierVQ;
using Microsoft.ML;

// In the global namespace on purpose, see docs/design/bridge.md: an extension property and an extension method of one name cannot be told
// apart in one namespace, and a file's own usings are looked at after the global namespace, which makes this property win over the method.

/// <summary>Adds <c>ml.HierVQ</c> to a context.</summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "See above.")]
public static class HierVQProperty
{
    extension(MLContext context)
    {
        /// <summary>What HierVQ adds to a context beside its transforms: trainers, the generator and evaluation.</summary>
        public HierVQCatalog HierVQ => new(context);
    }
}
