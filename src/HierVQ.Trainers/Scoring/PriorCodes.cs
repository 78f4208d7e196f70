using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>Finds the codes that a fitted prior knows.</summary>
internal static class PriorCodes
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no codes, or those of another tokenizer.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, SharedPrior prior) =>
        CodesColumn.FindKnown(schema, name, prior.Prior.Layout, prior.TokenizerId);
}
