using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Modules registered under the places that they have in a reference's sequence, in which activations count too.</summary>
internal sealed class PlacedModules : nn.Module
{
    public PlacedModules(IEnumerable<(int Place, nn.Module Module)> modules) : base(nameof(PlacedModules))
    {
        foreach ((int place, nn.Module module) in modules)
            register_module(place.ToString(), module);
    }
}
