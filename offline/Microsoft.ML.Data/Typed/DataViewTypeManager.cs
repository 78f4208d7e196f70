using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which .NET types, perhaps with an attribute, stand for which types that are not the library's own.</summary>
public static class DataViewTypeManager
{
    private static readonly object Lock = new();
    private static readonly Dictionary<(Type, DataViewTypeAttribute), DataViewType> TypeOfMember = [];
    private static readonly Dictionary<DataViewType, (Type, DataViewTypeAttribute)> MemberOfType = [];

    [Obsolete("Use the form that takes one attribute.", false)]
    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute> typeAttributes)
    {
        Attribute[] attributes = [.. typeAttributes ?? []];
        Contracts.CheckParam(attributes.Length <= 1, nameof(type), $"Type {type} has too many attributes");
        Contracts.CheckParam(attributes.All(a => a is DataViewTypeAttribute), nameof(type), $"Type {type} has an attribute that is no DataViewTypeAttribute");
        Register(dataViewType, type, (DataViewTypeAttribute)attributes.FirstOrDefault());
    }

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        Contracts.CheckValue(dataViewType, nameof(dataViewType));
        Contracts.CheckValue(type, nameof(type));
        Contracts.CheckParam(
            type != typeof(string) && ItemTypes.OfRaw(type) is null, nameof(type), $"Type {type} is the library's own and can't be registered again");
        var member = (type, typeAttribute);
        lock (Lock)
        {
            bool knownMember = TypeOfMember.TryGetValue(member, out DataViewType otherType);
            bool knownType = MemberOfType.TryGetValue(dataViewType, out var otherMember);
            if (knownMember && !otherType.Equals(dataViewType))
                throw Contracts.ExceptParam(nameof(type), $"The type {type} has been associated with {otherType}, so it cannot be associated with {dataViewType}");
            if (knownType && !otherMember.Equals(member))
                throw Contracts.ExceptParam(nameof(dataViewType), $"The type {dataViewType} has been associated with {otherMember.Item1}, so it cannot be associated with {type}");
            TypeOfMember[member] = dataViewType;
            MemberOfType[dataViewType] = member;
        }
    }

    internal static DataViewType Find(Type type, IEnumerable<Attribute> attributes)
    {
        DataViewTypeAttribute[] own = [.. attributes.OfType<DataViewTypeAttribute>()];
        Contracts.CheckParam(own.Length <= 1, nameof(type), $"A member of type {type.Name} cannot have several attributes that give its type");
        lock (Lock)
            return TypeOfMember.GetValueOrDefault((type, own.FirstOrDefault()));
    }
}
