using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>The columns that a prior trains on, checked before any work.</summary>
internal sealed class TrainingColumns
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else, or the codes are not those of the previous prior.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout.</exception>
    public TrainingColumns(DataViewSchema schema, HierTransformerOptions options, SharedPrior? previous)
    {
        Codes = CodesColumn.Find(schema, options.CodesColumnName);
        options.Prior.ValidateLayout(Codes.Layout);
        if (previous is not null && Codes.TokenizerId != previous.TokenizerId)
            throw SchemaCheck.Mismatch(options.CodesColumnName, $"codes of the tokenizer {previous.TokenizerId}, on which the previous prior was trained", $"codes of the tokenizer {Codes.TokenizerId}");
        Labels = options.LabelColumnName is { } label ? LabelColumn.Find(schema, label) : null;
        if (previous is { Labels.Count: > 0 } && Labels is null)
            throw new ArgumentOutOfRangeException(nameof(options.LabelColumnName), "The previous prior was trained with labels: name their column in LabelColumnName.");
        if (!options.Prior.SoftLabels)
            return;
        Latents = SchemaCheck.Find(schema, options.LatentsColumnName!, ColumnRule.Floats);
        if (Codes.Tokenizer is not { } tokenizer)
            throw CodesColumn.NoTokenizer(options.CodesColumnName);
        int size = ((VectorDataViewType)Latents.Value.Type).Size;
        if (size != tokenizer.Tokenizer.LatentSize)
            throw SchemaCheck.Mismatch(options.LatentsColumnName!, $"the tokenizer's latents: Vector<Single, {tokenizer.Tokenizer.LatentSize}>", Latents.Value.Type.ToString()!);
    }

    public CodesColumn Codes { get; }

    public LabelColumn? Labels { get; }

    public DataViewSchema.Column? Latents { get; }

    public IEnumerable<DataViewSchema.Column> All
    {
        get
        {
            yield return Codes.Column;
            if (Labels is not null)
                yield return Labels.Column;
            if (Latents is { } latents)
                yield return latents;
        }
    }
}
