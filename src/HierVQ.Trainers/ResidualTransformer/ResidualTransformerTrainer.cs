using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Trains an RQ-Transformer prior over a column of codes; what it fits scores rows and generates new ones.</summary>
public sealed class ResidualTransformerTrainer : PriorTrainer<ResidualPriorTransformer>
{
    internal ResidualTransformerTrainer(IHostEnvironment environment, ResidualTransformerTrainerOptions options) : base(environment, ResidualPriorTransformer.Signature, options)
    {
    }

    private protected override ResidualPriorTransformer Make(IHost host, PriorColumns columns, SharedPrior prior) => new(host, columns, prior);
}
