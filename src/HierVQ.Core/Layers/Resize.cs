using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Resizing without weights (<see cref="Resampling"/>) as a module, in the place of resizing with weights.</summary>
internal sealed class Resize(Func<Tensor, Tensor> resize) : nn.Module<Tensor, Tensor>(nameof(Resize))
{
    public override Tensor forward(Tensor input) => resize(input);
}
