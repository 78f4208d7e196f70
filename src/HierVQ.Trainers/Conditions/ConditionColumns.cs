using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>The columns that condition a prior, found in a schema; null where there is none.</summary>
internal sealed record ConditionColumns(LabelColumn? Labels, TokensColumn? Tokens, ConditionCodesColumn? Codes)
{
    public IEnumerable<DataViewSchema.Column> All
    {
        get
        {
            if (Labels is not null)
                yield return Labels.Column;
            if (Tokens is not null)
                yield return Tokens.Column;
            if (Codes is not null)
                yield return Codes.Column;
        }
    }

    public bool Any => All.Any();

    /// <summary>Finds what to train on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    public static ConditionColumns Find(DataViewSchema schema, ConditionNames names, int? tokenVocabularySize) => new(
        names.Label is { } label ? LabelColumn.Find(schema, label) : null,
        names.Tokens is { } tokens ? TokensColumn.Find(schema, tokens, tokenVocabularySize) : null,
        names.Codes is { } codes ? ConditionCodesColumn.Find(schema, codes) : null);

    /// <summary>Finds what to train on from the weights of a prior that knows what it is told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else than what that prior knows.</exception>
    public static ConditionColumns FindToGoOn(DataViewSchema schema, ConditionNames names, PriorCondition known) => new(
        names.Label is { } label ? LabelColumn.Find(schema, label) : null,
        names.Tokens is { } tokens ? TokensColumn.FindKnown(schema, tokens, known.Tokens!) : null,
        names.Codes is { } codes ? ConditionCodesColumn.FindKnown(schema, codes, known.Codes!) : null);

    /// <summary>Finds what a fitted prior takes; what it can do without may be absent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prior needs a column that is missing, or a column holds something else.</exception>
    public static ConditionColumns FindKnown(DataViewSchema schema, ConditionNames names, SharedPrior prior)
    {
        bool Wanted(string? name) => name is not null && !(prior.Prior.CanBeUnconditional && schema.GetColumnOrNull(name) is null);
        PriorCondition condition = prior.Condition;
        return new ConditionColumns(
            condition.Labels.Count > 0 && Wanted(names.Label) ? LabelColumn.Find(schema, names.Label!) : null,
            condition.Tokens is { } tokens && Wanted(names.Tokens) ? TokensColumn.FindKnown(schema, names.Tokens!, tokens) : null,
            condition.Codes is { } codes && Wanted(names.Codes) ? ConditionCodesColumn.FindKnown(schema, names.Codes!, codes) : null);
    }
}
