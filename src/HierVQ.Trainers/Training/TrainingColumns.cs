using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>The columns that a prior trains on, checked before any work.</summary>
internal sealed class TrainingColumns
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or the codes are not those of the previous prior.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout, or cannot be told this.</exception>
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
        // How many labels there are is not known before the rows are read.
        options.PriorOptions.ValidateCondition(Condition(Conditions.Labels is null ? LabelVocabulary.Empty : new LabelVocabulary(["label"])).Shape);
        if (!options.NeedsLatents)
            return;
        Latents = SchemaCheck.Find(schema, names.Latents!, ColumnRule.Floats);
        if (Codes.Tokenizer is not { } tokenizer)
            throw CodesColumn.NoTokenizer(names.Codes);
        int size = ((VectorDataViewType)Latents.Value.Type).Size;
        if (size != tokenizer.Tokenizer.LatentSize)
            throw SchemaCheck.Mismatch(names.Latents!, $"the tokenizer's latents: Vector<Single, {tokenizer.Tokenizer.LatentSize}>", Latents.Value.Type.ToString()!);
    }

    private TrainingColumns(CodesColumn codes, ConditionColumns conditions, DataViewSchema.Column? latents) => (Codes, Conditions, Latents) = (codes, conditions, latents);

    public CodesColumn Codes { get; }

    public ConditionColumns Conditions { get; }

    public DataViewSchema.Column? Latents { get; }

    public IEnumerable<DataViewSchema.Column> All => [Codes.Column, .. Conditions.All, .. Latents is { } latents ? [latents] : Array.Empty<DataViewSchema.Column>()];

    /// <summary>The same columns of held-out rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else than in training.</exception>
    public TrainingColumns FindIn(DataViewSchema heldOut, PriorTrainerOptions options)
    {
        PriorColumns names = PriorColumns.Of(options);
        DataViewSchema.Column codes = CodesColumn.FindKnown(heldOut, names.Codes, Codes.Layout, Codes.TokenizerId);
        DataViewSchema.Column? latents = Latents is null ? null : SchemaCheck.Find(heldOut, names.Latents!, ColumnRule.Floats);
        if (latents is { } column && !column.Type.Equals(Latents!.Value.Type))
            throw SchemaCheck.Mismatch(column.Name, $"{Latents.Value.Type}, as in training", column.Type.ToString()!);
        return new TrainingColumns(Codes with { Column = codes }, ConditionColumns.FindToGoOn(heldOut, names.Condition, Condition(LabelVocabulary.Empty)), latents);
    }

    /// <summary>The condition of a prior that trains on these columns.</summary>
    /// <param name="labels">Its labels.</param>
    public PriorCondition Condition(LabelVocabulary labels) => new(labels, Conditions.Tokens?.Form, Conditions.Codes?.Form);
}
