using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls generic methods with a type that is known at run time only.</summary>
internal static class Getters
{
    private static readonly MethodInfo OfRowCore = typeof(Getters).GetMethod(nameof(OfRowTyped), BindingFlags.NonPublic | BindingFlags.Static);
    private static readonly MethodInfo OfAnnotationsCore = typeof(Getters).GetMethod(nameof(OfAnnotationsTyped), BindingFlags.NonPublic | BindingFlags.Static);

    /// <summary>A row's getter of a column, typed as the column is.</summary>
    public static Delegate Of(DataViewRow row, DataViewSchema.Column column) =>
        OfRowCore.MakeGenericMethod(column.Type.RawType).CreateDelegate<Func<DataViewRow, DataViewSchema.Column, Delegate>>()(row, column);

    public static Delegate Of(DataViewSchema.Annotations annotations, DataViewSchema.Column column) =>
        OfAnnotationsCore.MakeGenericMethod(column.Type.RawType).CreateDelegate<Func<DataViewSchema.Annotations, DataViewSchema.Column, Delegate>>()(annotations, column);

    /// <summary>The getter as one of <typeparamref name="TValue"/>, or an exception that names the column.</summary>
    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"The column '{column.Name}' has values of {column.Type.RawType}, so it has no getter of {typeof(TValue)}");

    /// <summary>Calls a generic static or instance method with <paramref name="type"/> as its one type argument.</summary>
    public static TResult Generic<TResult>(Delegate method, Type type, params object[] arguments)
    {
        MethodInfo generic = method.Method.GetGenericMethodDefinition().MakeGenericMethod(type);
        return (TResult)generic.Invoke(method.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static Delegate OfRowTyped<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);

    private static Delegate OfAnnotationsTyped<T>(DataViewSchema.Annotations annotations, DataViewSchema.Column column) => annotations.GetGetter<T>(column);
}
