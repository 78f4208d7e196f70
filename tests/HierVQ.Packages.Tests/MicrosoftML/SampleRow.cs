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
}
