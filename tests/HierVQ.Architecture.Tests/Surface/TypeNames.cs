using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace HierVQ.Architecture.Tests.Surface;

/// <summary>Spells a type the same way from whichever assembly it is read: no assembly names, nested types behind a '+'.</summary>
internal sealed class TypeNames : ISignatureTypeProvider<string, object?>
{
    public static readonly TypeNames Instance = new();

    public static string Of(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => Instance.GetTypeFromDefinition(reader, (TypeDefinitionHandle)type, 0),
        HandleKind.TypeReference => Instance.GetTypeFromReference(reader, (TypeReferenceHandle)type, 0),
        _ => reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(Instance, null),
    };

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string? outer = type.IsNested ? GetTypeFromDefinition(reader, type.GetDeclaringType(), 0) : null;
        return Join(outer, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string? outer = type.ResolutionScope.Kind == HandleKind.TypeReference
            ? GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)
            : null;
        return Join(outer, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Join(string? outer, string space, string name) =>
        outer is not null ? $"{outer}+{name}" : space.Length > 0 ? $"{space}.{name}" : name;

    public string GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public string GetPrimitiveType(PrimitiveTypeCode code) => $"System.{code}";

    public string GetSZArrayType(string element) => element + "[]";

    public string GetArrayType(string element, ArrayShape shape) => $"{element}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string element) => element + "&";

    public string GetPointerType(string element) => element + "*";

    public string GetPinnedType(string element) => element;

    // Modifiers such as modreq(InAttribute) are left out of the lists.
    public string GetModifiedType(string modifier, string unmodified, bool isRequired) => unmodified;

    public string GetGenericInstantiation(string generic, ImmutableArray<string> arguments) => $"{generic}<{string.Join(',', arguments)}>";

    public string GetGenericTypeParameter(object? context, int index) => $"!{index}";

    public string GetGenericMethodParameter(object? context, int index) => $"!!{index}";

    public string GetFunctionPointerType(MethodSignature<string> signature) => $"fn({string.Join(',', signature.ParameterTypes)}):{signature.ReturnType}";
}
