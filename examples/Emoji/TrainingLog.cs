using System.Text.Json;

namespace HierVQ.Examples.Emoji;

/// <summary>What the training process leaves for the reporting process: its curves, its times and the scores that it saw.</summary>
internal sealed class TrainingLog
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Seconds that training took, saving included.</summary>
    public double Seconds { get; set; }

    /// <summary>Reports of the tokenizer's training.</summary>
    public List<TrainingProgress> Tokenizer { get; init; } = [];

    /// <summary>Reports of the prior's training.</summary>
    public List<TrainingProgress> Prior { get; init; } = [];

    /// <summary>Scores of the held-out pictures, bits a code, in their order. Numbers are written so that every bit comes back.</summary>
    public float[] Scores { get; set; } = [];

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static TrainingLog Load(string path) => JsonSerializer.Deserialize<TrainingLog>(File.ReadAllBytes(path), Json)!;

    /// <summary>Notes a report under its stage, in place of those of steps that are done again.</summary>
    public void Add(TrainingProgress progress)
    {
        List<TrainingProgress> reports = progress.Stage == "tokenizer" ? Tokenizer : Prior;
        reports.RemoveAll(report => report.Step >= progress.Step);
        reports.Add(progress);
    }

    /// <summary>Writes the log.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
