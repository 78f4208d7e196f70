using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Serialization;

/// <summary>A small network to load weights into: a layer, a table and a buffer of whole numbers.</summary>
internal sealed class TwoBooks : nn.Module
{
    private readonly Linear encoder;
    private readonly Embedding table;
    private readonly Tensor steps;

    public TwoBooks() : base(nameof(TwoBooks))
    {
        using var init = new Generator(1);
        encoder = new Linear(2, 3, init, CPU);
        table = new Embedding(4, 2, init, CPU);
        steps = zeros(1, dtype: ScalarType.Int64).DetachFromDisposeScope();
        RegisterComponents();
    }
}
