using HierVQ.Priors;

namespace HierVQ.Trainers;

/// <summary>A fitted prior as pipelines share it: with the labels that it knows and the tokenizer whose codes it models.</summary>
internal sealed class SharedPrior(IPrior prior, LabelVocabulary labels, string tokenizerId) : IDisposable
{
    public IPrior Prior { get; } = prior;

    public LabelVocabulary Labels { get; } = labels;

    public string TokenizerId { get; } = tokenizerId;

    public void Dispose() => Prior.Dispose();
}
