using System.Text.Json;

namespace HierVQ.Examples.Emoji;

/// <summary>The numbers of a run, as metrics.json has them.</summary>
internal sealed record DemoMetrics
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Mean PSNR of held-out reconstructions, dB.</summary>
    public required double Psnr { get; init; }

    /// <summary>The same of reconstructions from the top level alone.</summary>
    public required double PsnrTopOnly { get; init; }

    /// <summary>The same of each picture's mean colour.</summary>
    public required double PsnrMeanColour { get; init; }

    /// <summary>The same of each picture brought down to 8 x 8 pixels.</summary>
    public required double Psnr8x8 { get; init; }

    /// <summary>Size of each level's codebook, coarse to fine.</summary>
    public required int[] CodesPerLevel { get; init; }

    /// <summary>Codes of one picture.</summary>
    public required int CodesPerImage { get; init; }

    /// <summary>A level, the share of its codes that occur in the training pictures.</summary>
    public required double[] CodesInUse { get; init; }

    /// <summary>A level, the perplexity of its codes over the training pictures.</summary>
    public required double[] CodePerplexity { get; init; }

    /// <summary>Held-out bits a code of the prior.</summary>
    public required double BitsPerCode { get; init; }

    /// <summary>A level, its held-out bits a code.</summary>
    public required double[] BitsPerCodeOfLevel { get; init; }

    /// <summary>Held-out bits a code of the add-one smoothed unigram of each position, counted over the training pictures.</summary>
    public required double UnigramBits { get; init; }

    /// <summary>Share of the unigram's bits that the prior saves.</summary>
    public double BitsSaved => 1 - BitsPerCode / UnigramBits;

    /// <summary>Images a second of scoring through IDataView over those of the bare networks.</summary>
    public required double ScoringRatio { get; init; }

    /// <summary>Images a second of scoring through IDataView.</summary>
    public required double ScoredImagesPerSecond { get; init; }

    /// <summary>Whether this process scored twice alike, bit for bit, and as the training process had scored.</summary>
    public required bool ScoresEqual { get; init; }

    /// <summary>Pictures trained on.</summary>
    public required int TrainingPictures { get; init; }

    /// <summary>Pictures held out.</summary>
    public required int HeldOutPictures { get; init; }

    /// <summary>Seconds of training the tokenizer.</summary>
    public required double TokenizerSeconds { get; init; }

    /// <summary>Seconds of training the prior.</summary>
    public required double PriorSeconds { get; init; }

    /// <summary>Pictures drawn a second.</summary>
    public required double SampledImagesPerSecond { get; init; }

    /// <summary>Seconds of the whole run, of both processes, up to these numbers.</summary>
    public required double Seconds { get; init; }

    /// <summary>Writes the numbers.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
