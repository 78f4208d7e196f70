using HierVQ.Priors;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>A fitted prior as pipelines share it: with the conditions that it knows and the tokenizer whose codes it models.</summary>
internal sealed class SharedPrior(IPrior prior, PriorCondition condition, string tokenizerId) : IDisposable
{
    public IPrior Prior { get; } = prior;

    public PriorCondition Condition { get; } = condition;

    public string TokenizerId { get; } = tokenizerId;

    public LabelVocabulary Labels => Condition.Labels;

    public void Dispose() => Prior.Dispose();
}
