using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A public field or property of a user's class.</summary>
internal sealed class Member
{
    private Member(MemberInfo info, Type type)
    {
        Info = info;
        Type = type;
    }

    public MemberInfo Info { get; }

    public Type Type { get; }

    public bool IsVector => Type.IsArray || (Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(VBuffer<>));

    /// <summary>The .NET type that represents the member's items in a data view.</summary>
    public Type ItemType
    {
        get
        {
            Type item = Type.IsArray ? Type.GetElementType() : IsVector ? Type.GetGenericArguments()[0] : Type;
            return item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item;
        }
    }

    public bool IsColumn => Type != typeof(IChannel) && Info is not FieldInfo { IsLiteral: true } && !Info.IsDefined(typeof(NoColumnAttribute));

    public static IEnumerable<Member> Of(Type userType, SchemaDefinition.Direction direction)
    {
        Contracts.CheckValue(userType, nameof(userType));
        foreach (FieldInfo field in userType.GetFields(BindingFlags.Public | BindingFlags.Instance))
            yield return new Member(field, field.FieldType);
        foreach (PropertyInfo property in userType.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            bool readable = direction.HasFlag(SchemaDefinition.Direction.Read) && property.GetGetMethod() is not null;
            bool writable = direction.HasFlag(SchemaDefinition.Direction.Write) && property.GetSetMethod() is not null;
            if ((readable || writable) && property.GetIndexParameters().Length == 0)
                yield return new Member(property, property.PropertyType);
        }
    }

    public static Member Named(Type userType, string name)
    {
        if (userType.GetField(name) is { } field)
            return new Member(field, field.FieldType);
        if (userType.GetProperty(name) is { } property)
            return new Member(property, property.PropertyType);
        throw Contracts.ExceptParam("userSchemaDefinition", $"The class {userType} has no public member '{name}'");
    }

    public Func<TRow, TMember> Reader<TRow, TMember>()
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, Info), row).Compile();
    }

    public Action<TRow, TMember> Writer<TRow, TMember>()
    {
        if (Info is PropertyInfo { CanWrite: false })
            throw new InvalidOperationException($"The property '{Info.Name}' of {Info.DeclaringType} cannot be written");
        ParameterExpression row = Expression.Parameter(typeof(TRow)), value = Expression.Parameter(typeof(TMember));
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, Info), value), row, value).Compile();
    }
}
