using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>What the prediction head transformer reads in the slots of a local pyramid, and which slots it decides side by side.</summary>
// Slot 0 holds what the main transformer says; every slot is to give the code that bears its number.
internal interface IPredictionHead
{
    /// <summary>Slots of each group that is decided side by side, in the order of decisions.</summary>
    IReadOnlyList<int> Groups { get; }

    /// <summary>The vectors of the positions of the slots after the first, (slots - 1, d).</summary>
    Tensor Positions { get; }

    /// <summary>What the slots after the first read, (slots - 1, M, d) in parts, given the codes of M pyramids, (4^level, M) a level.</summary>
    IEnumerable<Tensor> Inputs(IReadOnlyList<Tensor> codes);

    /// <summary>The same for a slot at a time: the codes whose vectors it reads, by their slots. All have been decided before.</summary>
    IReadOnlyList<int> Reads(int slot);
}
