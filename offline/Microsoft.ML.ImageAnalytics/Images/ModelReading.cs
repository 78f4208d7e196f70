using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Values of a model block that can be wrong.</summary>
internal static class ModelReading
{
    public static bool ReadFlag(this BinaryReader reader)
    {
        byte value = reader.ReadByte();
        Contracts.CheckDecode(value <= 1, $"Corrupt model file: a flag of {value}");
        return value == 1;
    }

    public static int ReadPositive(this BinaryReader reader)
    {
        int value = reader.ReadInt32();
        Contracts.CheckDecode(value > 0, $"Corrupt model file: a size of {value}");
        return value;
    }

    public static float ReadFinite(this BinaryReader reader, bool orZero)
    {
        float value = reader.ReadSingle();
        Contracts.CheckDecode(float.IsFinite(value) && (orZero || value != 0), $"Corrupt model file: an offset or a scale of {value}");
        return value;
    }

    public static T ReadEnum<T>(this BinaryReader reader)
        where T : struct, Enum
    {
        byte value = reader.ReadByte();
        var result = (T)Enum.ToObject(typeof(T), value);
        Contracts.CheckDecode(Enum.IsDefined(result), $"Corrupt model file: {value} is no {typeof(T).Name}");
        return result;
    }
}
