namespace Microsoft.ML.Data;

/// <summary>Base of the types that are not primitive: vectors, images, and types of other libraries.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType)
        : base(rawType)
    {
    }
}
