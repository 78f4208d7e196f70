using System.Reflection;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(PriorStackTransformer), typeof(PriorStackTransformer), null, typeof(SignatureLoadModel), "HierVQ stack of priors", "HierPriorStack")]

namespace HierVQ.Trainers;

/// <summary>Scores codes by a fitted stack of priors.</summary>
public sealed class PriorStackTransformer : PriorTransformer
{
    internal static readonly ComponentSignature Signature = new("HierPriorStack", "HVQSTACK", Assembly.GetExecutingAssembly());

    internal PriorStackTransformer(IHostEnvironment environment, PriorColumns columns, SharedPrior prior) : base(environment, Signature, columns, prior)
    {
    }

    // Found by ML.NET's loader through the attribute above.
    private static PriorStackTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        (PriorColumns columns, SharedPrior prior) = Load(env, ctx, Signature);
        return new PriorStackTransformer(env, columns, prior);
    }
}
