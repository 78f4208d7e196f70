using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace HierVQ.Architecture.Tests.Surface;

/// <summary>The public and protected members that an assembly declares, as lines of a surface list.</summary>
internal static class PublicMembers
{
    public static SortedSet<string> Of(string assemblyPath)
    {
        using FileStream file = File.OpenRead(assemblyPath);
        using var image = new PEReader(file);
        MetadataReader reader = image.GetMetadataReader();
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            if (!IsVisible(reader, type))
                continue;
            string name = TypeNames.Of(reader, handle);
            lines.Add($"T {Kind(reader, type)} {name}{Parents(reader, type)}");
            foreach (MethodDefinition method in type.GetMethods().Select(reader.GetMethodDefinition))
            {
                if (IsVisible(method.Attributes))
                    lines.Add(SurfaceLine.Method(name, reader.GetString(method.Name), method.DecodeSignature(TypeNames.Instance, null)) + Parameters(reader, method));
            }
            foreach (FieldDefinition field in type.GetFields().Select(reader.GetFieldDefinition))
            {
                if (IsVisible((MethodAttributes)(field.Attributes & FieldAttributes.FieldAccessMask)))
                    lines.Add($"F {name}::{reader.GetString(field.Name)}:{field.DecodeSignature(TypeNames.Instance, null)}");
            }
        }
        return lines;
    }

    private static string Kind(MetadataReader reader, TypeDefinition type)
    {
        if (type.Attributes.HasFlag(TypeAttributes.Interface))
            return "interface";
        switch (type.BaseType.IsNil ? "" : TypeNames.Of(reader, type.BaseType))
        {
            case "System.Enum": return "enum";
            case "System.ValueType": return "struct";
            case "System.MulticastDelegate": return "delegate";
        }
        bool isAbstract = type.Attributes.HasFlag(TypeAttributes.Abstract), isSealed = type.Attributes.HasFlag(TypeAttributes.Sealed);
        return (isAbstract, isSealed) switch
        {
            (true, true) => "static class",
            (true, false) => "abstract class",
            (false, true) => "sealed class",
            _ => "class",
        };
    }

    private static string Parents(MetadataReader reader, TypeDefinition type)
    {
        var parents = new List<string>();
        if (!type.BaseType.IsNil)
            parents.Add(TypeNames.Of(reader, type.BaseType));
        parents.AddRange(type.GetInterfaceImplementations().Select(handle => TypeNames.Of(reader, reader.GetInterfaceImplementation(handle).Interface)));
        return parents.Count == 0 ? "" : " : " + string.Join("; ", parents);
    }

    // Names and defaults of parameters are part of the contract in C#.
    private static string Parameters(MetadataReader reader, MethodDefinition method)
    {
        IEnumerable<string> parameters = method.GetParameters().Select(reader.GetParameter).Where(parameter => parameter.SequenceNumber > 0)
            .Select(parameter => reader.GetString(parameter.Name) + Default(reader, parameter));
        string names = string.Join(", ", parameters);
        string isStatic = method.Attributes.HasFlag(MethodAttributes.Static) ? "static " : "";
        return names.Length == 0 && isStatic.Length == 0 ? "" : $" // {isStatic}({names})";
    }

    private static string Default(MetadataReader reader, Parameter parameter)
    {
        if (parameter.GetDefaultValue().IsNil)
            return parameter.Attributes.HasFlag(ParameterAttributes.Optional) ? " = default" : "";
        Constant constant = reader.GetConstant(parameter.GetDefaultValue());
        object? value = constant.TypeCode == ConstantTypeCode.NullReference ? null : reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
        return FormattableString.Invariant($" = {value ?? "null"}");
    }

    private static bool IsVisible(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask)
        is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static bool IsVisible(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
            IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };
}
