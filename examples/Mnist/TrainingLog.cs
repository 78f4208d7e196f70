using System.Text.Json;

namespace HierVQ.Examples.Mnist;

/// <summary>How the two stages trained.</summary>
internal sealed class TrainingLog
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>Seconds of processor time, over all cores, that training took.</summary>
    public double ProcessorSeconds { get; set; }

    /// <summary>Reports of the tokenizer's training.</summary>
    public List<TrainingProgress> Tokenizer { get; init; } = [];

    /// <summary>Reports of the prior's training.</summary>
    public List<TrainingProgress> Prior { get; init; } = [];

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static TrainingLog Load(string path) => JsonSerializer.Deserialize<TrainingLog>(File.ReadAllBytes(path), s_json)!;

    /// <summary>Notes a report under its stage, in place of those of steps that are done again.</summary>
    public void Add(TrainingProgress progress)
    {
        List<TrainingProgress> reports = progress.Stage == "tokenizer" ? Tokenizer : Prior;
        reports.RemoveAll(report => report.Step >= progress.Step);
        reports.Add(progress);
    }

    /// <summary>Writes the log.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, s_json));
}
