using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>What the main transformer's sequence begins with: the condition, or one learned vector where there is none.</summary>
internal interface ISequenceStart
{
    /// <summary>Vectors of a sequence's beginning, P. The last of them stands where the first pyramid is decided.</summary>
    int Length { get; }

    /// <summary>The vectors, (P, N, d).</summary>
    /// <param name="entries">Entries of the condition's tables, (N, length of the condition).</param>
    Tensor Vectors(Tensor entries);

    /// <summary>The vectors of the entries, (entries, d); one of them in a model without condition.</summary>
    Tensor Entries { get; }

    /// <summary>What is added to the vectors of the entries, (P, d); null for nothing.</summary>
    Tensor? Positions { get; }

    /// <summary>What predicting the condition itself costs, a scalar; null where it is not predicted.</summary>
    /// <param name="hidden">What the main transformer says at the beginning's positions but the last, (P - 1, N, d).</param>
    /// <param name="entries">Entries of the condition's tables, (N, length of the condition).</param>
    Tensor? Loss(Tensor hidden, Tensor entries);
}
