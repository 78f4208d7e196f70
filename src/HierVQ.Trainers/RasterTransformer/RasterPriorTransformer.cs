using System.Reflection;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(RasterPriorTransformer), typeof(RasterPriorTransformer), null, typeof(SignatureLoadModel), "HierVQ raster prior", "HierRasterPrior")]

namespace HierVQ.Trainers;

/// <summary>Scores codes by a fitted GPT prior.</summary>
public sealed class RasterPriorTransformer : PriorTransformer
{
    internal static readonly ComponentSignature Signature = new("HierRasterPrior", "HVQRASTR", Assembly.GetExecutingAssembly());

    internal RasterPriorTransformer(IHostEnvironment environment, PriorColumns columns, SharedPrior prior) : base(environment, Signature, columns, prior)
    {
    }

    // Found by ML.NET's loader through the attribute above.
    private static RasterPriorTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        (PriorColumns columns, SharedPrior prior) = Load(env, ctx, Signature);
        return new RasterPriorTransformer(env, columns, prior);
    }
}
