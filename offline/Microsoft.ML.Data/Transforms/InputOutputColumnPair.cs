using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>An output column's name and the name of the column that it is made of.</summary>
public sealed class InputOutputColumnPair
{
    public InputOutputColumnPair(string outputColumnName, string inputColumnName = null)
    {
        Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        InputColumnName = inputColumnName ?? outputColumnName;
        OutputColumnName = outputColumnName;
    }

    public string InputColumnName { get; }

    public string OutputColumnName { get; }

    internal static (string, string)[] ConvertToValueTuples(InputOutputColumnPair[] pairs) =>
        [.. (pairs ?? []).Select(p => (p.OutputColumnName, p.InputColumnName))];
}
