using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>On a member, the fields of a text file that it is loaded from.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex) => Sources = [new TextLoader.Range(fieldIndex)];

    public LoadColumnAttribute(int start, int end) => Sources = [new TextLoader.Range(start, end)];

    public LoadColumnAttribute(int[] columnIndexes)
    {
        Contracts.CheckValue(columnIndexes, nameof(columnIndexes));
        Sources = [.. columnIndexes.Select(i => new TextLoader.Range(i))];
    }

    internal List<TextLoader.Range> Sources { get; }
}
