using HierVQ.Priors;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Layout = HierVQ.Codes.CodeLayout;

namespace HierVQ.Trainers;

/// <summary>What <c>options.json</c> says of a prior; its weights lie beside it.</summary>
/// <param name="Options">Shape and training.</param>
/// <param name="CodeLayout">Four numbers a level.</param>
/// <param name="TokenizerId">The tokenizer whose codes it models.</param>
/// <param name="Labels">The labels that condition it; empty for none.</param>
/// <param name="Tokens">The tokens that condition it; null for none, as in zips of before there were any.</param>
/// <param name="ConditionCodes">The codes that condition it; null for none, as in zips of before there were any.</param>
internal sealed record SavedPrior(PriorOptions Options, int[] CodeLayout, string TokenizerId, string[] Labels, TokenForm? Tokens = null, SavedPrior.SavedCodes? ConditionCodes = null)
{
    public static SavedPrior Of(SharedPrior prior) => new(
        prior.Prior.Options, prior.Prior.Layout.ToArray(), prior.TokenizerId, [.. prior.Labels.Names], prior.Condition.Tokens,
        prior.Condition.Codes is { } codes ? new SavedCodes(codes.Layout.ToArray(), codes.TokenizerId) : null);

    /// <exception cref="FormatException">An entry is damaged.</exception>
    public SharedPrior Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        var device = DeviceChoice.Of(environment);
        SharedPrior shared = ModelZip.Create(ctx, () =>
        {
            ArgumentNullException.ThrowIfNull(Options);
            ArgumentNullException.ThrowIfNull(Labels);
            ArgumentException.ThrowIfNullOrEmpty(TokenizerId);
            var condition = new PriorCondition(new LabelVocabulary(Labels), Tokens, ConditionCodes?.Read());
            return new SharedPrior(Options.Create(new PriorContext(Layout.FromArray(CodeLayout), condition.Shape, device)), condition, TokenizerId);
        });
        try
        {
            ModelZip.LoadWeights(ctx, shared.Prior.Module);
            return shared;
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    /// <summary>Codes of another image: four numbers a level, and their tokenizer.</summary>
    internal sealed record SavedCodes(int[] CodeLayout, string TokenizerId)
    {
        public ConditionCodes Read()
        {
            ArgumentException.ThrowIfNullOrEmpty(TokenizerId);
            return new ConditionCodes(Layout.FromArray(CodeLayout), TokenizerId);
        }
    }
}
