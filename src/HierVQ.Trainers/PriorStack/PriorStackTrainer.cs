using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Trains a stack of priors, one a level (VQ-VAE-2's) over a column of codes; what it fits scores rows and generates new ones.</summary>
public sealed class PriorStackTrainer : PriorTrainer<PriorStackTransformer>
{
    internal PriorStackTrainer(IHostEnvironment environment, PriorStackTrainerOptions options) : base(environment, PriorStackTransformer.Signature, options)
    {
    }

    private protected override PriorStackTransformer Make(IHost host, PriorColumns columns, SharedPrior prior) => new(host, columns, prior);
}
