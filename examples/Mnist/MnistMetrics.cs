using System.Text.Json;

namespace HierVQ.Examples.Mnist;

/// <summary>The numbers of a run, as metrics.json has them.</summary>
internal sealed record MnistMetrics
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Digits to train on.</summary>
    public required int TrainingDigits { get; init; }

    /// <summary>Real test digits.</summary>
    public required int TestDigits { get; init; }

    /// <summary>The share of all real test digits that the judge reads right.</summary>
    public required double JudgeAccuracy { get; init; }

    /// <summary>Mean PSNR of all test digits through the tokenizer, dB.</summary>
    public required double Psnr { get; init; }

    /// <summary>Codes of one digit.</summary>
    public required int CodesPerDigit { get; init; }

    /// <summary>Bits a code of test digits, given what they say.</summary>
    public required double BitsPerCode { get; init; }

    /// <summary>Real test digits, as many of each value as were drawn.</summary>
    public required SetFigures Test { get; init; }

    /// <summary>The same digits through the tokenizer.</summary>
    public required SetFigures Reconstructed { get; init; }

    /// <summary>Digits drawn by the model.</summary>
    public required SetFigures Drawn { get; init; }

    /// <summary>The better half of twice as many, by another judge that trained on every other training digit.</summary>
    public required SetFigures Kept { get; init; }

    /// <summary>Digits drawn a second.</summary>
    public required double DrawnPerSecond { get; init; }

    /// <summary>Seconds of processor time, over all cores, that both stages trained.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>Seconds of training: tokenizer, prior, judge.</summary>
    public required double[] TrainingSeconds { get; init; }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static MnistMetrics Load(string path) => JsonSerializer.Deserialize<MnistMetrics>(File.ReadAllBytes(path), s_json)!;

    /// <summary>Writes the numbers.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, s_json) + "\n");
}
