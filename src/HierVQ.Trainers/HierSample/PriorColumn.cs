using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>Finds the prior that a pipeline carries in memory, on the column of its scores.</summary>
internal static class PriorColumn
{
    /// <exception cref="ArgumentOutOfRangeException">No column carries a prior.</exception>
    public static SharedPrior Find(DataViewSchema schema)
    {
        // The last one: the nearest before the component that asks.
        for (int i = schema.Count - 1; i >= 0; i--)
        {
            if (schema[i].IsHidden || schema[i].Annotations.Schema.GetColumnOrNull(PriorDataViewType.Annotation) is null)
                continue;
            SharedPrior prior = null!;
            schema[i].Annotations.GetValue(PriorDataViewType.Annotation, ref prior);
            return prior;
        }
        throw NoPrior();
    }

    public static ArgumentOutOfRangeException NoPrior() => new("inputSchema",
        "No column comes with a prior to draw from: put HierSample behind a trainer such as HierTransformer in one pipeline, or give it a fitted prior or a trainer.");
}
