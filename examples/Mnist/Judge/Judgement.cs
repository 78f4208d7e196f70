using Microsoft.ML.Data;

namespace HierVQ.Examples.Mnist;

/// <summary>What the judge says of a digit: the columns that it adds.</summary>
internal sealed class Judgement
{
    /// <summary>The digit that it reads, "0" to "9".</summary>
    public string PredictedDigit { get; set; } = "";

    /// <summary>Probabilities of the ten digits.</summary>
    [VectorType(10)]
    public float[] Score { get; set; } = [];

    /// <summary>What it sees before it decides.</summary>
    [VectorType(JudgeNetwork.Features)]
    public float[] Features { get; set; } = [];
}
