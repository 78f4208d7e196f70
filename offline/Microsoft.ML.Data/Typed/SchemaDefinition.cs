using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How the members of a user's class are columns; may be changed before it is used.</summary>
public sealed partial class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => this.FirstOrDefault(c => c.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            Contracts.CheckParam(
                value.ColumnName == columnName, nameof(columnName), $"The column is called '{value.ColumnName}', so it cannot be set as '{columnName}'");
            int index = FindIndex(c => c.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        var definition = new SchemaDefinition();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Member member in Member.Of(userType, direction).Where(m => m.IsColumn))
        {
            string name = member.Info.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Info.Name;
            Contracts.CheckParam(names.Add(name), nameof(userType), $"Two members give a column the name '{name}'");
            definition.Add(new Column(member.Info.Name, TypeOf(member), name));
        }
        return definition;
    }

    /// <summary>The definition of a class whose columns have the types and annotations of a schema.</summary>
    internal static SchemaDefinition Create(Type userType, DataViewSchema schema)
    {
        SchemaDefinition definition = Create(userType, Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            Column own = definition[column.Name] ?? throw new InvalidOperationException($"The class {userType.Name} has no member for the column '{column.Name}'");
            own.ColumnType = column.Type;
            own.AddAnnotations(column.Annotations);
        }
        return definition;
    }

    private static DataViewType TypeOf(Member member)
    {
        Attribute[] attributes = [.. member.Info.GetCustomAttributes()];
        DataViewTypeAttribute[] own = [.. attributes.OfType<DataViewTypeAttribute>()];
        Contracts.CheckParam(own.Length <= 1, "userType", $"The member {member.Info.Name} has several attributes that give its type");
        own.FirstOrDefault()?.Register();
        if (DataViewTypeManager.Find(member.ItemType, attributes) is { } registered)
            return registered;

        PrimitiveDataViewType itemType = ItemTypeOf(member);
        var vector = member.Info.GetCustomAttribute<VectorTypeAttribute>();
        if (!member.IsVector)
        {
            Contracts.CheckParam(vector is null, "userType", $"The member {member.Info.Name} is marked as a vector, but is none");
            return itemType;
        }
        return vector?.Dims is { Length: > 0 } dimensions ? new VectorDataViewType(itemType, dimensions) : new VectorDataViewType(itemType);
    }

    private static PrimitiveDataViewType ItemTypeOf(Member member)
    {
        PrimitiveDataViewType itemType = ItemTypes.OfRaw(member.ItemType)
            ?? throw Contracts.ExceptParam("rawType", $"The member {member.Info.Name} is of a type that is neither the library's own nor registered: {member.ItemType}");
        var key = member.Info.GetCustomAttribute<KeyTypeAttribute>();
        if (key is null)
            return itemType;
        Contracts.CheckParam(
            KeyDataViewType.IsValidDataType(member.ItemType), "userType", $"The member {member.Info.Name} is marked as a key, which {member.ItemType.Name} cannot represent");
        return new KeyDataViewType(member.ItemType, key.KeyCount?.Count ?? LargestKeyCount(member.ItemType));
    }

    private static ulong LargestKeyCount(Type type) =>
        type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
