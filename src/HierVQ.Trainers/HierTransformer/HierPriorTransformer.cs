using System.Reflection;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(HierPriorTransformer), typeof(HierPriorTransformer), null, typeof(SignatureLoadModel), "HierVQ prior", "HierPrior")]

namespace HierVQ.Trainers;

/// <summary>Scores codes by a fitted HQ-Transformer.</summary>
public sealed class HierPriorTransformer : PriorTransformer
{
    internal static readonly ComponentSignature Signature = new("HierPrior", "HVQPRIOR", Assembly.GetExecutingAssembly());

    internal HierPriorTransformer(IHostEnvironment environment, PriorColumns columns, SharedPrior prior) : base(environment, Signature, columns, prior)
    {
    }

    // Found by ML.NET's loader through the attribute above.
    private static HierPriorTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        (PriorColumns columns, SharedPrior prior) = Load(env, ctx, Signature);
        return new HierPriorTransformer(env, columns, prior);
    }
}
