using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace HierVQ;

/// <summary>One report of a training in progress.</summary>
public sealed record TrainingProgress
{
    /// <summary>Which stage trains: <c>tokenizer</c> or <c>prior</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>The epoch in progress, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs in all.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps done, over all epochs.</summary>
    public required long Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required long Steps { get; init; }

    /// <summary>Mean training loss since the last report.</summary>
    public required double Loss { get; init; }

    /// <summary>Tokenizers: mean of each term of the losses since the last report, by its name (<c>rec_loss</c>, <c>p_loss</c>, <c>g_loss</c>, <c>disc_loss</c> and so on); empty for priors.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>What the user should know about this training, such as a loss that is asked for and cannot be had. The same in every report.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Images a second since the last report.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Time since training began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Estimated time to the end.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>Tokenizers: PSNR of the training reconstructions in decibels; null for priors and for segmentations.</summary>
    public double? Psnr { get; init; }

    /// <summary>Tokenizers of segmentations: share, 0 to 1, of training pixels whose class comes back right; null for others.</summary>
    public double? PixelAccuracy { get; init; }

    /// <summary>Tokenizers: a level, the share of codes (0 to 1) seen since the epoch began, at any depth; empty for priors.</summary>
    public ImmutableArray<double> CodesInUse { get; init; } = [];

    /// <summary>Tokenizers: a level, the perplexity of the codes seen since the epoch began, at all depths; empty for priors.</summary>
    public ImmutableArray<double> Perplexity { get; init; } = [];

    /// <summary>Tokenizers: each level and depth by itself, since the epoch began: codes in use, dead codes, perplexity; empty for priors.</summary>
    public ImmutableArray<CodebookUsage> Codebooks { get; init; } = [];

    /// <summary>Priors: training bits a code; null for tokenizers.</summary>
    public double? BitsPerCode { get; init; }

    /// <summary>Held-out measure of the epoch that ended: PSNR for tokenizers, of segmentations the share of right pixels, bits a code for priors; null between epochs or without held-out rows.</summary>
    public double? Validation { get; init; }

    /// <summary>Whether this report closes an epoch, which a time limit may have cut short.</summary>
    public bool EndOfEpoch { get; init; }
}
