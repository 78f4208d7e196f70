using System.Reflection;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(PixelSnailPriorTransformer), typeof(PixelSnailPriorTransformer), null, typeof(SignatureLoadModel), "HierVQ PixelSNAIL prior", "HierPixelSnail")]

namespace HierVQ.Trainers;

/// <summary>Scores codes by a fitted PixelSNAIL or gated PixelCNN.</summary>
public sealed class PixelSnailPriorTransformer : PriorTransformer
{
    internal static readonly ComponentSignature Signature = new("HierPixelSnail", "HVQSNAIL", Assembly.GetExecutingAssembly());

    internal PixelSnailPriorTransformer(IHostEnvironment environment, PriorColumns columns, SharedPrior prior) : base(environment, Signature, columns, prior)
    {
    }

    // Found by ML.NET's loader through the attribute above.
    private static PixelSnailPriorTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        (PriorColumns columns, SharedPrior prior) = Load(env, ctx, Signature);
        return new PixelSnailPriorTransformer(env, columns, prior);
    }
}
