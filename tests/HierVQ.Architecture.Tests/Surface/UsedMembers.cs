using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace HierVQ.Architecture.Tests.Surface;

/// <summary>What an assembly uses of other assemblies, read off its reference tables.</summary>
internal static class UsedMembers
{
    /// <summary>The types and members of assemblies whose names pass <paramref name="isWanted"/>, as lines of a surface list.</summary>
    public static SortedSet<string> Of(string assemblyPath, Func<string, bool> isWanted)
    {
        using FileStream file = File.OpenRead(assemblyPath);
        using var image = new PEReader(file);
        MetadataReader reader = image.GetMetadataReader();
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            if (isWanted(AssemblyOf(reader, handle)))
                used.Add("T " + TypeNames.Of(reader, handle));
        }
        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            if (DeclaringType(reader, member.Parent) is not { } type || !isWanted(AssemblyOf(reader, type)))
                continue;
            string owner = TypeNames.Of(reader, type), name = reader.GetString(member.Name);
            used.Add(member.GetKind() == MemberReferenceKind.Field
                ? $"F {owner}::{name}:{member.DecodeFieldSignature(TypeNames.Instance, null)}"
                : SurfaceLine.Method(owner, name, member.DecodeMethodSignature(TypeNames.Instance, null)));
        }
        return used;
    }

    /// <summary>The names of the assemblies that <paramref name="assemblyPath"/> references.</summary>
    public static string[] References(string assemblyPath)
    {
        using FileStream file = File.OpenRead(assemblyPath);
        using var image = new PEReader(file);
        MetadataReader reader = image.GetMetadataReader();
        return [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
    }

    private static TypeReferenceHandle? DeclaringType(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
            return (TypeReferenceHandle)parent;
        if (parent.Kind != HandleKind.TypeSpecification)
            return null;
        // An instantiated generic: GENERICINST, CLASS or VALUETYPE, then the generic type itself. Arrays and the like are not ours to check.
        BlobReader blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;
        blob.ReadCompressedInteger();
        EntityHandle generic = blob.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)generic : null;
    }

    private static string AssemblyOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        EntityHandle scope = reader.GetTypeReference(handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference)
            scope = reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
            : "";
    }
}
