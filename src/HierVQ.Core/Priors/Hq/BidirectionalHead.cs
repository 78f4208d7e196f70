using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>All codes side by side: the slots after the first read their positions alone.</summary>
internal sealed class BidirectionalHead(HeadPositions positions, int levels) : IPredictionHead
{
    public IReadOnlyList<int> Groups { get; } = [LocalPyramids.FirstSlot(levels)];

    public Tensor Positions => positions.Vectors;

    public IEnumerable<Tensor> Inputs(IReadOnlyList<Tensor> codes) => [Positions.unsqueeze(1).expand(-1, codes[0].size(1), -1)];

    public IReadOnlyList<int> Reads(int slot) => [];
}
