using HierVQ.Priors;
using HierVQ.Transforms;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>Makes a prior out of published weights, without any data.</summary>
internal static class PriorImport
{
    /// <exception cref="ArgumentException">The prior cannot model the tokenizer's codes, or the conditions do not go together with the columns.</exception>
    /// <exception cref="PublishedWeightsException">The weights do not fit.</exception>
    public static SharedPrior Load(IHost host, PriorTrainerOptions options, HierQuantizeTransformer tokenizer, string path, PriorImportOptions import)
    {
        PriorCondition condition = Condition(options, import);
        PriorOptions shape = OptionsCopy.Of(options.PriorOptions);
        IPrior prior = shape.Create(new PriorContext(tokenizer.Layout, condition.Shape, DeviceChoice.Of(host), tokenizer.Tokenizer));
        try
        {
            PublishedPriorWeights.Load(prior, path, import.Dictionary, import.Prefix);
            return new SharedPrior(prior, condition, tokenizer.TokenizerId);
        }
        catch
        {
            prior.Dispose();
            throw;
        }
    }

    private static PriorCondition Condition(PriorTrainerOptions options, PriorImportOptions import)
    {
        ArgumentNullException.ThrowIfNull(import.Labels);
        ArgumentOutOfRangeException.ThrowIfNegative(import.TokenCount);
        Together(import.Labels.Count > 0, nameof(import.Labels), options.LabelColumnName, nameof(options.LabelColumnName));
        Together(import.TokenCount > 0, nameof(import.TokenCount), options.TokensColumnName, nameof(options.TokensColumnName));
        Together(import.ConditionTokenizer is not null, nameof(import.ConditionTokenizer), options.ConditionCodesColumnName, nameof(options.ConditionCodesColumnName));
        TokenForm? tokens = import.TokenCount == 0 ? null : new TokenForm(options.TokenVocabularySize
            ?? throw new ArgumentException("TokenVocabularySize is null: of published weights it must say how many tokens there are.", nameof(options.TokenVocabularySize)), import.TokenCount);
        return new PriorCondition(new LabelVocabulary(import.Labels), tokens,
            import.ConditionTokenizer is { } other ? new ConditionCodes(other.Layout, other.TokenizerId) : null);
    }

    private static void Together(bool given, string what, string? column, string option)
    {
        if (given && column is null)
            throw new ArgumentException($"{what} is given, but {option} of the trainer's options is null: name the column that will hold it.", option);
        if (!given && column is not null)
            throw new ArgumentException($"{option} of the trainer's options is '{column}', but {what} is not given: it says what the published prior was told.", what);
    }
}
