using HierVQ.Priors;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>What can be said of a prior's columns before there is data: a chain asks for its schema before it fits anything.</summary>
internal static class TrainingShapes
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout, or cannot be told this.</exception>
    public static void Check(SchemaShape schema, PriorTrainerOptions options)
    {
        PriorOptions prior = options.PriorOptions;
        if (CodesColumn.FindTokenizerType(schema, options.CodesColumnName) is { } tokenizer)
            prior.ValidateLayout(tokenizer.Layout);
        if (options.NeedsLatents)
            SchemaCheck.Find(schema, options.LatentsColumnName!, ColumnRule.Floats);
        // How many labels, tokens and so on there will be is not known yet; which kinds of them are told is.
        ConditionShape condition = ConditionShape.None;
        if (options.LabelColumnName is { } label)
        {
            SchemaCheck.Find(schema, label, ColumnRule.Label);
            condition = condition.With(ConditionShape.Class(1));
        }
        if (options.TokensColumnName is { } tokens)
        {
            SchemaShape.Column column = SchemaCheck.Find(schema, tokens, ColumnRule.Tokens);
            if (!column.IsKey && options.TokenVocabularySize is null)
                throw TokensColumn.NoVocabulary(tokens, $"numbers ({column.ItemType})");
            condition = condition.With(ConditionShape.Tokens(1, 2));
        }
        if (options.ConditionCodesColumnName is { } codes)
        {
            if (CodesColumn.FindTokenizerType(schema, codes) is not { } other)
                return;
            condition = condition.With(ConditionShape.Codes(other.Layout));
        }
        prior.ValidateCondition(condition);
    }
}
