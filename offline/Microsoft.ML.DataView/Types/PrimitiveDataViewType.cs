namespace Microsoft.ML.Data;

/// <summary>Base of the types whose values need no disposing and can be items of a vector.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
            throw Runtime.Contracts.ExceptParam(nameof(rawType), $"{rawType} is disposable and cannot represent a primitive type");
    }
}
