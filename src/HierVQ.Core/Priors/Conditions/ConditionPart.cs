using HierVQ.Codes;

namespace HierVQ.Priors;

/// <summary>One part of what a prior is told beside the codes before: <paramref name="Length"/> whole numbers, or -1 in all of them for none.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Numbers of a row. At least 1.</param>
/// <param name="Vocabulary">Numbers go from 0 to below this. At least 1.</param>
/// <param name="Layout">The shape of the codes, where it is codes; else null.</param>
public sealed record ConditionPart(ConditionKind Kind, int Length, int Vocabulary, CodeLayout? Layout = null)
{
    /// <summary>Whether a row may be without it in training, so that a model can do without.</summary>
    public bool CanBeDropped => Kind != ConditionKind.Above;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ConditionKind.Class => $"a class of {Vocabulary}",
        ConditionKind.Tokens => $"{Length} tokens of {Vocabulary}",
        ConditionKind.Codes => $"codes of another image, {Layout}",
        _ => $"coarser codes, {Layout}",
    };
}
