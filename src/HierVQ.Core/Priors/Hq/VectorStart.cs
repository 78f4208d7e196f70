using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>One vector: that of the row's class or, in a model without condition, a learned one.</summary>
internal sealed class VectorStart(ClassStart start) : ISequenceStart
{
    public int Length => 1;

    public Tensor Entries => start.Vectors;

    public Tensor? Positions => null;

    public Tensor Vectors(Tensor entries) => start.Start(entries);

    public Tensor? Loss(Tensor hidden, Tensor entries) => null;
}
