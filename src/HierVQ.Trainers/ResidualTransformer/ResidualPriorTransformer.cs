using System.Reflection;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ResidualPriorTransformer), typeof(ResidualPriorTransformer), null, typeof(SignatureLoadModel), "HierVQ residual prior", "HierResidualPrior")]

namespace HierVQ.Trainers;

/// <summary>Scores codes by a fitted RQ-Transformer.</summary>
public sealed class ResidualPriorTransformer : PriorTransformer
{
    internal static readonly ComponentSignature Signature = new("HierResidualPrior", "HVQRESID", Assembly.GetExecutingAssembly());

    internal ResidualPriorTransformer(IHostEnvironment environment, PriorColumns columns, SharedPrior prior) : base(environment, Signature, columns, prior)
    {
    }

    // Found by ML.NET's loader through the attribute above.
    private static ResidualPriorTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        (PriorColumns columns, SharedPrior prior) = Load(env, ctx, Signature);
        return new ResidualPriorTransformer(env, columns, prior);
    }
}
