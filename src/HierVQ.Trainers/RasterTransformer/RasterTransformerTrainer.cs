using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Trains a GPT prior in raster or another order (VQGAN's) over a column of codes; what it fits scores rows and generates new ones.</summary>
public sealed class RasterTransformerTrainer : PriorTrainer<RasterPriorTransformer>
{
    internal RasterTransformerTrainer(IHostEnvironment environment, RasterTransformerTrainerOptions options) : base(environment, RasterPriorTransformer.Signature, options)
    {
    }

    private protected override RasterPriorTransformer Make(IHost host, PriorColumns columns, SharedPrior prior) => new(host, columns, prior);
}
