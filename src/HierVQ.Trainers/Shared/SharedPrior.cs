using HierVQ.Priors;
using HierVQ.Tokenizers;

namespace HierVQ.Trainers;

/// <summary>A fitted prior as pipelines share it: with the conditions that it knows and the tokenizer whose codes it models.</summary>
internal sealed class SharedPrior(IPrior prior, PriorCondition condition, string tokenizerId) : IDisposable
{
    private readonly Lock _binding = new();

    public IPrior Prior { get; } = prior;

    public PriorCondition Condition { get; } = condition;

    public string TokenizerId { get; } = tokenizerId;

    public LabelVocabulary Labels => Condition.Labels;

    /// <summary>Whether the prior reads the codebook of its tokenizer and has not been given it yet, as after loading.</summary>
    public bool LacksTokenizer => Prior is ITokenizerBound { IsBound: false };

    /// <summary>Gives the prior the codebook of its tokenizer, where it lacks one.</summary>
    public void Bind(ITokenizer tokenizer)
    {
        lock (_binding)
        {
            if (Prior is ITokenizerBound { IsBound: false } bound)
                bound.Bind(tokenizer);
        }
    }

    public void Dispose() => Prior.Dispose();
}
