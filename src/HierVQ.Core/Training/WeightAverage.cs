using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>
/// A running average of the weights, which evaluation and the fitted model use (Polyak averaging; exponential as in Tarvainen and Valpola,
/// Mean teachers, NIPS 2017). Early on it decays faster, by (1 + step) / (10 + step), so that the initial weights are soon forgotten.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly (string Name, Parameter Weight, Tensor Average, Tensor Spare)[] _weights;

    /// <summary>Starts with the weights as they are.</summary>
    /// <param name="module">The network.</param>
    /// <param name="decay">Decay a step, at least 0 and below 1.</param>
    public WeightAverage(nn.Module module, double decay)
    {
        _decay = decay;
        using var noGrad = no_grad();
        _weights = [.. module.named_parameters().Select(named => (named.name, named.parameter,
            named.parameter.clone().DetachFromDisposeScope(), empty_like(named.parameter).DetachFromDisposeScope()))];
    }

    /// <summary>The averages, for a checkpoint.</summary>
    public IEnumerable<NamedTensor> State => _weights.Select(weight => new NamedTensor(weight.Name, weight.Average));

    /// <summary>Takes in the weights after a step, which is the number of steps done before it.</summary>
    public void Update(long step)
    {
        using var noGrad = no_grad();
        using Tensor share = tensor((float)(1 - Math.Min(_decay, (1.0 + step) / (10.0 + step))), ScalarType.Float32, _weights[0].Average.device);
        foreach ((_, Parameter weight, Tensor average, _) in _weights)
            average.lerp_(weight, share);
    }

    /// <summary>Gives the network the averages until the result is disposed.</summary>
    public IDisposable Applied()
    {
        using var noGrad = no_grad();
        foreach ((_, Parameter weight, Tensor average, Tensor spare) in _weights)
        {
            spare.copy_(weight);
            weight.copy_(average);
        }
        return new GiveBack(_weights);
    }

    /// <summary>Gives the network the averages for good.</summary>
    public void Apply()
    {
        using var noGrad = no_grad();
        foreach ((_, Parameter weight, Tensor average, _) in _weights)
            weight.copy_(average);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, _, Tensor average, Tensor spare) in _weights)
        {
            average.Dispose();
            spare.Dispose();
        }
    }

    private sealed class GiveBack((string Name, Parameter Weight, Tensor Average, Tensor Spare)[] weights) : IDisposable
    {
        public void Dispose()
        {
            using var noGrad = no_grad();
            foreach ((_, Parameter weight, _, Tensor spare) in weights)
                weight.copy_(spare);
        }
    }
}
