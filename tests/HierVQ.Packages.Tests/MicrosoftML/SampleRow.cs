using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>The rows that the sample models were made with.</summary>
public sealed class SampleRow
{
    public string T { get; set; } = "";

    public float F { get; set; }

    public int I { get; set; }

    public bool B { get; set; }

    [VectorType(3)]
    public float[] V { get; set; } = [];

    public static SampleRow[] Some { get; } =
    [
        new() { T = "red", F = 1.5f, I = 7, B = true, V = [1, 2, 3] },
        new() { T = "grün", F = -0.1f, I = -3, B = false, V = [0, 0, 4] },
        new() { T = "red", F = float.NaN, I = 7, B = true, V = [0.25f, -1, 0] },
        new() { T = "", F = 3E+38f, I = 100, B = false, V = [0, 0, 0] },
    ];
}
