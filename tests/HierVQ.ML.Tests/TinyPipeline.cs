using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests;

/// <summary>The whole pipeline, trained once on the tiny images.</summary>
internal static class TinyPipeline
{
    public static readonly MLContext ML = new(seed: 1);

    private static readonly Lazy<ITransformer> s_model = new(() => Estimator(ML).Fit(TinyImages.Encoded(ML, 12)));

    public static ITransformer Model => s_model.Value;

    public static IEstimator<ITransformer> Estimator(MLContext ml, double conditionDropout = 0.1)
    {
        HqTransformerOptions prior = TinyModels.Prior();
        prior.ConditionDropout = conditionDropout;
        return ml.Transforms.HierQuantize("Codes", "Image", TinyModels.Tokenizer())
            .AppendCacheCheckpoint(ml)
            .Append(ml.HierVQ.Trainers.HierTransformer("Codes", labelColumnName: "Label", prior))
            .Append(ml.Transforms.HierDequantize());
    }
}
