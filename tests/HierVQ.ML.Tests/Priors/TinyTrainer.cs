using HierVQ.Trainers;
using Microsoft.ML;

namespace HierVQ.Tests.Priors;

/// <summary>A trainer with the smallest options of a kind of prior.</summary>
/// <param name="Tokenizer">The kind of tokenizer, in TinyTokenizers, whose codes it models.</param>
/// <param name="Refused">A kind of tokenizer whose codes it cannot model; null where it models all.</param>
/// <param name="Options">Columns and prior.</param>
/// <param name="Make">Makes the trainer.</param>
internal sealed record TinyTrainer(string Tokenizer, string? Refused, Func<PriorTrainerOptions> Options, Func<HierTrainers, PriorTrainerOptions, IEstimator<PriorTransformer>> Make)
{
    /// <summary>The smallest of each kind, by the kind's name in options.json.</summary>
    public static IReadOnlyDictionary<string, TinyTrainer> ByKind { get; } = new Dictionary<string, TinyTrainer>
    {
        ["hqtransformer"] = new("hqvae", "vqgan", () => new HierTransformerOptions { Prior = TinyModels.Prior() },
            (trainers, options) => trainers.HierTransformer((HierTransformerOptions)options)),
        ["rqtransformer"] = new("rqvae", "hqvae",
            () => new ResidualTransformerTrainerOptions { Prior = Trained(new RqTransformerOptions { Width = 16, Layers = 1, HeadLayers = 1, Heads = 2 }) },
            (trainers, options) => trainers.ResidualTransformer((ResidualTransformerTrainerOptions)options)),
        ["rastertransformer"] = new("vqgan", null, () => new RasterTransformerTrainerOptions { Prior = Trained(new RasterTransformerOptions { Width = 16, Layers = 1, Heads = 2 }) },
            (trainers, options) => trainers.RasterTransformer((RasterTransformerTrainerOptions)options)),
        ["pixelsnail"] = new("vqgan", "hqvae",
            () => new PixelSnailTrainerOptions { Prior = Trained(Snail()) },
            (trainers, options) => trainers.PixelSnail((PixelSnailTrainerOptions)options)),
        ["stack"] = new("vqvae2", "vqgan",
            () => new PriorStackTrainerOptions { Prior = Trained(new PriorStackOptions { Levels = [Snail(), new RasterTransformerOptions { Width = 16, Layers = 1, Heads = 2 }] }) },
            (trainers, options) => trainers.PriorStack((PriorStackTrainerOptions)options)),
        ["gatedpixelcnn"] = new("vqgan", "rqvae",
            () => new PixelSnailTrainerOptions { Prior = Trained(new GatedPixelCnnOptions { Channels = 8, Layers = 2, OutputChannels = 8 }) },
            (trainers, options) => trainers.PixelSnail((PixelSnailTrainerOptions)options)),
    };

    /// <summary>Makes the trainer, with some options changed.</summary>
    public IEstimator<PriorTransformer> Trainer(MLContext ml, Action<PriorTrainerOptions>? change = null)
    {
        PriorTrainerOptions options = Options();
        change?.Invoke(options);
        return Make(ml.HierVQ.Trainers, options);
    }

    private static PixelSnailOptions Snail() => new() { Channels = 8, KernelSize = 3, Blocks = 1, ResidualBlocks = 1, ResidualChannels = 8, Heads = 2 };

    private static TPrior Trained<TPrior>(TPrior options) where TPrior : PriorOptions
    {
        (options.Epochs, options.BatchSize, options.WarmupSteps) = (2, 8, 1);
        return options;
    }
}
