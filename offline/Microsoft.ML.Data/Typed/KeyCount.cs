namespace Microsoft.ML.Data;

/// <summary>How many values a key can have.</summary>
public sealed class KeyCount
{
    public KeyCount()
    {
    }

    public KeyCount(ulong count)
    {
        if (count == 0)
            throw Runtime.Contracts.ExceptParam(nameof(count), "The count of a key must be positive");
        Count = count;
    }

    public readonly ulong? Count;
}
