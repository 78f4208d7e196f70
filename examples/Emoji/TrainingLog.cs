using System.Text.Json;

namespace HierVQ.Examples.Emoji;

/// <summary>What the training process leaves for the reporting process: its curves, its times and the scores that it saw.</summary>
internal sealed class TrainingLog
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Reports of the tokenizer's training.</summary>
    public List<TrainingProgress> Tokenizer { get; init; } = [];

    /// <summary>Reports of the prior's training.</summary>
    public List<TrainingProgress> Prior { get; init; } = [];

    /// <summary>Scores of the held-out pictures, bits a code, in their order. Written so that every bit of them comes back.</summary>
    public float[] Scores { get; set; } = [];

    /// <summary>Seconds that the parts of the run took, by name.</summary>
    public Dictionary<string, double> Seconds { get; init; } = [];

    /// <summary>Settings of both stages as they were trained, by stage.</summary>
    public Dictionary<string, JsonElement> Settings { get; init; } = [];

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static TrainingLog Load(string path) => JsonSerializer.Deserialize<TrainingLog>(File.ReadAllBytes(path), Json)!;

    /// <summary>Notes a report under its stage.</summary>
    public void Add(TrainingProgress progress) => (progress.Stage == "tokenizer" ? Tokenizer : Prior).Add(progress);

    /// <summary>Writes the log.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
