using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>The column that conditions a prior, in data to be scored or sampled.</summary>
internal static class ConditionColumn
{
    /// <summary>Finds the labels; null where the prior takes none, or can do without and the data has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prior needs labels and there are none, or the column holds something else.</exception>
    public static LabelColumn? Find(DataViewSchema schema, string? name, SharedPrior prior)
    {
        if (prior.Prior.Condition.Classes == 0 || name is null || (prior.Prior.CanBeUnconditional && schema.GetColumnOrNull(name) is null))
            return null;
        return LabelColumn.Find(schema, name);
    }
}
