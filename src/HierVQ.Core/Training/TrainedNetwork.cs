using TorchSharp;
using TorchSharp.Modules;

namespace HierVQ.Training;

/// <summary>A network with its optimizer and the mean of its losses. A training has one, or two where a critic learns beside.</summary>
internal sealed class TrainedNetwork : IDisposable
{
    /// <summary>Makes the optimizer of a network that already lies on its device; the network is not owned.</summary>
    /// <param name="module">The network.</param>
    /// <param name="settings">Adam's rates.</param>
    /// <param name="decayed">The parameters whose weights decay.</param>
    public TrainedNetwork(torch.nn.Module module, AdamSettings settings, IEnumerable<Parameter> decayed)
    {
        (Module, Optimizer) = (module, new AdamW(module, settings, decayed));
        LastGood = new Snapshot(module);
        Loss = new LossMeter(module.parameters().First().device);
    }

    /// <summary>The network.</summary>
    public torch.nn.Module Module { get; }

    /// <summary>Its optimizer.</summary>
    public AdamW Optimizer { get; }

    /// <summary>Weights and buffers of the last report at which all was well.</summary>
    public Snapshot LastGood { get; }

    /// <summary>Mean of its loss since the last report.</summary>
    public LossMeter Loss { get; }

    /// <summary>Steps that its weights have taken: moments count from the first of them.</summary>
    public long Steps { get; set; }

    /// <summary>Goes backward from the loss of a part of a batch.</summary>
    /// <param name="loss">A scalar with its graph.</param>
    /// <param name="count">Images of the part.</param>
    /// <param name="all">Images of the batch.</param>
    public void Backward(torch.Tensor loss, int count, int all)
    {
        Loss.Add(loss, count);
        if (count == all)
        {
            loss.backward();
            return;
        }
        using Scalar share = (float)count / all;
        loss.mul(share).backward();
    }

    /// <summary>Changes the weights by the gradients, and forgets these.</summary>
    public void Step(double learningRate)
    {
        Optimizer.Step(Steps++, learningRate);
        Module.zero_grad();
    }

    /// <summary>Whether the loss and every weight are finite: the last step may have spoilt weights that no loss has seen yet.</summary>
    public bool LooksGood()
    {
        if (!double.IsFinite(Loss.Peek()))
            return false;
        using var noGrad = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        return torch.stack(Module.parameters().Select(parameter => parameter.sum())).isfinite().all().item<bool>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        LastGood.Dispose();
        Loss.Dispose();
    }
}
