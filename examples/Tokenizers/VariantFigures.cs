using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HierVQ.Examples.Tokenizers;

/// <summary>What came of one variant, as figures.json has it.</summary>
internal sealed record VariantFigures
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The options as JSON, and on how many pictures: what says that figures are of this variant as it is now.</summary>
    public required string Recipe { get; init; }

    /// <summary>Codes of each level and depth, coarse to fine.</summary>
    public required LevelFigures[] Levels { get; init; }

    /// <summary>Reconstructions from all codes, then from fewer.</summary>
    public required View[] Views { get; init; }

    /// <summary>Codes of a picture.</summary>
    public required int CodesPerImage { get; init; }

    /// <summary>Pictures turned into codes a second, through IDataView.</summary>
    public required double EncodedPerSecond { get; init; }

    /// <summary>Codes turned into pictures a second, through IDataView.</summary>
    public required double DecodedPerSecond { get; init; }

    /// <summary>Pictures trained on a second.</summary>
    public required double TrainedPerSecond { get; init; }

    /// <summary>Steps of training.</summary>
    public required long Steps { get; init; }

    /// <summary>Seconds of training.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Size of the saved model.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>The held-out pictures from all codes.</summary>
    [JsonIgnore]
    public View Whole => Views[0];

    /// <summary>Bits of a picture's codes if all were equally likely: what a file of them takes.</summary>
    [JsonIgnore]
    public double Bits => Levels.Sum(level => level.Bits);

    /// <summary>Bits of a picture's codes by their frequencies: what an entropy coder without a prior gets it down to.</summary>
    [JsonIgnore]
    public double EntropyBits => Levels.Sum(level => level.EntropyBits);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static VariantFigures Load(string path) => JsonSerializer.Deserialize<VariantFigures>(File.ReadAllBytes(path), Json)
        ?? throw new FormatException($"'{path}' is empty.");

    /// <summary>Writes the figures, whole or not at all.</summary>
    public void Save(string path) => RunFolder.WriteWhole(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
