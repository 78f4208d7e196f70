using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>What <c>options.json</c> says of a prior; its weights lie beside it.</summary>
internal sealed record SavedPrior(PriorOptions Options, int[] CodeLayout, string TokenizerId, string[] Labels)
{
    public static SavedPrior Of(SharedPrior prior) => new(prior.Prior.Options, prior.Prior.Layout.ToArray(), prior.TokenizerId, [.. prior.Labels.Names]);

    /// <exception cref="FormatException">An entry is damaged.</exception>
    public SharedPrior Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        var device = DeviceChoice.Of(environment);
        SharedPrior shared = ModelZip.Create(ctx, () =>
        {
            ArgumentNullException.ThrowIfNull(Options);
            ArgumentNullException.ThrowIfNull(Labels);
            ArgumentException.ThrowIfNullOrEmpty(TokenizerId);
            Options.Validate();
            return new SharedPrior(Options.Create(new PriorContext(HierVQ.Codes.CodeLayout.FromArray(CodeLayout), ConditionShape.Class(Labels.Length), device)), new LabelVocabulary(Labels), TokenizerId);
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
}
