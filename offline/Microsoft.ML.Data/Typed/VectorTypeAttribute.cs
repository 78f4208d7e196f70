using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>On a member that is a vector, its dimensions.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class VectorTypeAttribute : Attribute
{
    public VectorTypeAttribute()
    {
    }

    public VectorTypeAttribute(int size)
    {
        Contracts.CheckParam(size >= 0, nameof(size), "The size of a vector must not be negative");
        Dims = [size];
    }

    public VectorTypeAttribute(params int[] dimensions)
    {
        Contracts.CheckParam(dimensions is null || dimensions.All(d => d >= 0), nameof(dimensions), "The dimensions of a vector must not be negative");
        Dims = dimensions;
    }

    internal int[] Dims { get; }
}
