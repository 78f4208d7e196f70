using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

// Copies an assembly with the internal members of the named types (and the types themselves) marked public, for a compiler to read:
//   Publicizer <assembly> <copy> <namespace.type> [<namespace.type> ...]
// Types that this assembly does not have are passed over, so that one list serves several assemblies. Private members stay private.
if (args.Length < 3)
{
    Console.Error.WriteLine("Publicizer <assembly> <copy> <namespace.type> [<namespace.type> ...]");
    return 2;
}

byte[] image = File.ReadAllBytes(args[0]);
using var pe = new PEReader(new MemoryStream(image));
MetadataReader metadata = pe.GetMetadataReader();
int start = pe.PEHeaders.MetadataStartOffset;
HashSet<string> wanted = [.. args[2..]];

// The first two bytes of each row's Flags hold the visibility; ECMA-335 II.22.37, II.22.26 and II.22.15 say where Flags is in a row.
int Row(TableIndex table, EntityHandle handle, int flags) =>
    start + metadata.GetTableMetadataOffset(table) + (MetadataTokens.GetRowNumber(handle) - 1) * metadata.GetTableRowSize(table) + flags;

void Set(int offset, int mask, int visibility) => image[offset] = (byte)(image[offset] & ~mask | visibility);

foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
{
    TypeDefinition type = metadata.GetTypeDefinition(handle);
    if (!wanted.Contains(FullName(type)))
        continue;
    TypeAttributes visibility = type.Attributes & TypeAttributes.VisibilityMask;
    if (visibility == TypeAttributes.NotPublic)
        Set(Row(TableIndex.TypeDef, handle, 0), (int)TypeAttributes.VisibilityMask, (int)TypeAttributes.Public);
    else if (visibility is TypeAttributes.NestedAssembly or TypeAttributes.NestedFamANDAssem or TypeAttributes.NestedFamORAssem)
        Set(Row(TableIndex.TypeDef, handle, 0), (int)TypeAttributes.VisibilityMask, (int)TypeAttributes.NestedPublic);
    foreach (MethodDefinitionHandle method in type.GetMethods())
    {
        if ((metadata.GetMethodDefinition(method).Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Assembly or MethodAttributes.FamANDAssem)
            Set(Row(TableIndex.MethodDef, method, 6), (int)MethodAttributes.MemberAccessMask, (int)MethodAttributes.Public);
    }
    foreach (FieldDefinitionHandle field in type.GetFields())
    {
        if ((metadata.GetFieldDefinition(field).Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Assembly or FieldAttributes.FamANDAssem)
            Set(Row(TableIndex.Field, field, 0), (int)FieldAttributes.FieldAccessMask, (int)FieldAttributes.Public);
    }
}

// An unchanged copy keeps its time, so that a second build compiles nothing.
if (!File.Exists(args[1]) || !File.ReadAllBytes(args[1]).AsSpan().SequenceEqual(image))
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[1]))!);
    File.WriteAllBytes(args[1], image);
}
return 0;

string FullName(TypeDefinition type)
{
    string name = metadata.GetString(type.Name);
    if (!type.GetDeclaringType().IsNil)
        return $"{FullName(metadata.GetTypeDefinition(type.GetDeclaringType()))}+{name}";
    string space = metadata.GetString(type.Namespace);
    return space.Length == 0 ? name : $"{space}.{name}";
}
