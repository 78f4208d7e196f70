using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>The element types of the format that libtorch has too.</summary>
internal static class SafeTensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] Known =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    public static string Names => string.Join(", ", Known.Select(known => known.Name));

    public static bool TryParse(string name, out ScalarType type)
    {
        int at = Array.FindIndex(Known, known => known.Name == name);
        type = at < 0 ? default : Known[at].Type;
        return at >= 0;
    }

    public static bool IsKnown(ScalarType type) => Array.Exists(Known, known => known.Type == type);

    public static string NameOf(ScalarType type) => Array.Find(Known, known => known.Type == type).Name ?? type.ToString();

    public static int SizeOf(ScalarType type) => Array.Find(Known, known => known.Type == type).Size;

    public static bool IsFloat(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
}
