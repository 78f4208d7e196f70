using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>The columns that a prior trains on, checked before any work.</summary>
internal sealed class TrainingColumns
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or the codes are not those of the previous prior.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout.</exception>
    public TrainingColumns(DataViewSchema schema, PriorTrainerOptions options, SharedPrior? previous)
    {
        PriorColumns names = PriorColumns.Of(options);
        Codes = CodesColumn.Find(schema, names.Codes);
        options.PriorOptions.ValidateLayout(Codes.Layout);
        if (previous is not null && Codes.TokenizerId != previous.TokenizerId)
            throw SchemaCheck.Mismatch(names.Codes, $"codes of the tokenizer {previous.TokenizerId}, on which the previous prior was trained", $"codes of the tokenizer {Codes.TokenizerId}");
        if (previous is null)
        {
            Conditions = ConditionColumns.Find(schema, names.Condition, options.TokenVocabularySize);
        }
        else
        {
            previous.Condition.CheckNames(names.Condition);
            Conditions = ConditionColumns.FindToGoOn(schema, names.Condition, previous.Condition);
        }
        if (!options.NeedsLatents)
            return;
        Latents = SchemaCheck.Find(schema, names.Latents!, ColumnRule.Floats);
        if (Codes.Tokenizer is not { } tokenizer)
            throw CodesColumn.NoTokenizer(names.Codes);
        int size = ((VectorDataViewType)Latents.Value.Type).Size;
        if (size != tokenizer.Tokenizer.LatentSize)
            throw SchemaCheck.Mismatch(names.Latents!, $"the tokenizer's latents: Vector<Single, {tokenizer.Tokenizer.LatentSize}>", Latents.Value.Type.ToString()!);
    }

    public CodesColumn Codes { get; }

    public ConditionColumns Conditions { get; }

    public DataViewSchema.Column? Latents { get; }

    public IEnumerable<DataViewSchema.Column> All => [Codes.Column, .. Conditions.All, .. Latents is { } latents ? [latents] : Array.Empty<DataViewSchema.Column>()];

    /// <summary>The condition of a prior that trains on these columns.</summary>
    /// <param name="labels">Its labels.</param>
    public PriorCondition Condition(LabelVocabulary labels) => new(labels, Conditions.Tokens?.Form, Conditions.Codes?.Form);
}
