using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Trains a PixelSNAIL or gated PixelCNN prior over a column of codes; what it fits scores rows and generates new ones.</summary>
public sealed class PixelSnailTrainer : PriorTrainer<PixelSnailPriorTransformer>
{
    internal PixelSnailTrainer(IHostEnvironment environment, PixelSnailTrainerOptions options) : base(environment, PixelSnailPriorTransformer.Signature, options)
    {
    }

    private protected override PixelSnailPriorTransformer Make(IHost host, PriorColumns columns, SharedPrior prior) => new(host, columns, prior);
}
