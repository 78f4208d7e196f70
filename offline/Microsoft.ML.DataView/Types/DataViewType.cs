namespace Microsoft.ML.Data;

/// <summary>The type of a column: what its values mean, beyond the .NET type that represents them.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        Runtime.Contracts.CheckValue(rawType, nameof(rawType));
        RawType = rawType;
    }

    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);
}
