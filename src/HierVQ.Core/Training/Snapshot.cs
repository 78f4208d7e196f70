using TorchSharp;

namespace HierVQ.Training;

/// <summary>Copies of a network's weights and buffers that can be put back: the best ones so far, the last good ones.</summary>
internal sealed class Snapshot : IDisposable
{
    private readonly (string Name, torch.Tensor Live, torch.Tensor Copy)[] _tensors;

    /// <summary>Copies the state of a network as it is now.</summary>
    public Snapshot(torch.nn.Module module)
    {
        using var noGrad = torch.no_grad();
        _tensors = [.. module.state_dict().Select(entry => (entry.Key, entry.Value, entry.Value.clone().DetachFromDisposeScope()))];
    }

    /// <summary>The copies, under the names of the state.</summary>
    public IEnumerable<NamedTensor> Tensors => _tensors.Select(tensor => new NamedTensor(tensor.Name, tensor.Copy));

    /// <summary>Copies the state of the network again.</summary>
    public void Take()
    {
        using var noGrad = torch.no_grad();
        foreach ((_, torch.Tensor live, torch.Tensor copy) in _tensors)
            copy.copy_(live);
    }

    /// <summary>Gives the network the state back.</summary>
    public void Restore()
    {
        using var noGrad = torch.no_grad();
        foreach ((_, torch.Tensor live, torch.Tensor copy) in _tensors)
            live.copy_(copy);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, _, torch.Tensor copy) in _tensors)
            copy.Dispose();
    }
}
