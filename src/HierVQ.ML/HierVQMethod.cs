using HierVQ;

namespace Microsoft.ML;

/// <summary>Adds <c>ml.HierVQ()</c> to a context, for languages without extension properties.</summary>
public static class HierVQMethod
{
    /// <summary>What HierVQ adds to a context beside its transforms: trainers, the generator and evaluation. The same as the property <c>ml.HierVQ</c>.</summary>
    public static HierVQCatalog HierVQ(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new HierVQCatalog(context);
    }
}
