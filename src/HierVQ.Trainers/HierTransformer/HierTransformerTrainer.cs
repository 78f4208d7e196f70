using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Trains an HQ-Transformer prior over a column of codes; what it fits scores rows and generates new ones.</summary>
public sealed class HierTransformerTrainer : PriorTrainer<HierPriorTransformer>
{
    internal HierTransformerTrainer(IHostEnvironment environment, HierTransformerOptions options) : base(environment, HierPriorTransformer.Signature, options)
    {
    }

    private protected override HierPriorTransformer Make(IHost host, PriorColumns columns, SharedPrior prior) => new(host, columns, prior);
}
