using Microsoft.ML.Data;

namespace HierVQ.Examples.Mnist;

/// <summary>A row of the pipeline's input.</summary>
internal sealed class DigitRow
{
    /// <summary>What it says, "0" to "9".</summary>
    public string Digit { get; set; } = "";

    /// <summary>32 x 32 numbers from 0, paper, to 255, ink.</summary>
    [VectorType(Mnist.Digit.PaddedSize * Mnist.Digit.PaddedSize)]
    public float[] Pixels { get; set; } = [];
}
