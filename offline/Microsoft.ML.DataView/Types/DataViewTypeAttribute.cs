namespace Microsoft.ML.Data;

/// <summary>On a member of a user's class, gives the column's <see cref="DataViewType"/> where the member's .NET type alone does not.</summary>
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    public abstract bool Equals(DataViewTypeAttribute other);

    public abstract void Register();
}
