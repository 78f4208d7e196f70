using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>
/// Adam with decoupled weight decay (Kingma and Ba, 2015; Loshchilov and Hutter: Decoupled Weight Decay Regularization, ICLR 2019), without
/// decay plain Adam. It gives what torch.optim.AdamW gives and differs in three ways: its state is plain tensors under the parameters'
/// names, for checkpoints; gradients are clipped on the way, without asking the device; and on the CPU a parameter is updated in one pass
/// over its memory (<see cref="AdamKernel"/>) where operators take eight.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly AdamSettings _settings;
    private readonly Slot[] _slots;
    private readonly bool _onCpu;

    /// <summary>Makes the optimizer of a network that already lies on its device.</summary>
    /// <param name="module">The network.</param>
    /// <param name="settings">Rates that stay.</param>
    /// <param name="decayed">The parameters whose weights decay; none where there is no weight decay.</param>
    public AdamW(nn.Module module, AdamSettings settings, IEnumerable<Parameter> decayed)
    {
        _settings = settings;
        // Native handles tell parameters apart: wrappers may be made anew.
        var decays = decayed.Select(parameter => parameter.Handle).ToHashSet();
        using var noGrad = no_grad();
        _slots = [.. module.named_parameters().Where(named => named.parameter.requires_grad).Select(named => new Slot(
            named.name, named.parameter, decays.Contains(named.parameter.Handle),
            zeros_like(named.parameter).DetachFromDisposeScope(), zeros_like(named.parameter).DetachFromDisposeScope()))];
        _onCpu = _slots.All(slot => slot.Parameter.device_type == DeviceType.CPU && slot.Parameter.dtype == ScalarType.Float32 && slot.Parameter.is_contiguous());
    }

    /// <summary>First and second moments, for a checkpoint.</summary>
    public IEnumerable<NamedTensor> State => _slots.SelectMany(slot =>
        (NamedTensor[])[new(slot.Name + ".mean", slot.Mean), new(slot.Name + ".square", slot.Square)]);

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="step">Steps done before this one.</param>
    /// <param name="learningRate">The rate of this step.</param>
    public void Step(long step, double learningRate)
    {
        var rates = new AdamRates(_settings, step, learningRate);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        (Slot Slot, Tensor Gradient)[] updates = [.. _slots
            .Select(slot => (slot, gradient: slot.Parameter.grad))
            .Where(update => update.gradient is not null)
            .Select(update => (update.slot, update.gradient!.contiguous()))];
        if (updates.Length == 0)
            return;
        if (_onCpu)
            StepOnCpu(updates, rates);
        else
            StepByOperators(updates, rates);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    private void StepOnCpu((Slot Slot, Tensor Gradient)[] updates, AdamRates rates)
    {
        float scale = 1;
        if (_settings.ClipNorm > 0)
        {
            double squares = 0;
            foreach ((_, Tensor gradient) in updates)
                squares += AdamKernel.SumOfSquares(Floats(gradient));
            scale = (float)Math.Min(1, _settings.ClipNorm / (Math.Sqrt(squares) + ClipEpsilon));
        }
        foreach ((Slot slot, Tensor gradient) in updates)
            AdamKernel.Update(Floats(slot.Parameter), Floats(gradient), Floats(slot.Mean), Floats(slot.Square), rates, slot.Decays, scale);
    }

    private void StepByOperators((Slot Slot, Tensor Gradient)[] updates, AdamRates rates)
    {
        if (_settings.ClipNorm > 0)
        {
            Tensor norm = stack(updates.Select(update => update.Gradient.norm())).norm();
            using Scalar epsilon = ClipEpsilon, most = 1d, clipNorm = _settings.ClipNorm;
            Tensor scale = norm.add(epsilon).reciprocal_().mul_(clipNorm).clamp_max_(most);
            foreach ((_, Tensor gradient) in updates)
                gradient.mul_(scale);
        }
        // Scalars are native objects: made once a step, not once a parameter.
        using Scalar keep = rates.Keep, beta1 = rates.Beta1, gain1 = rates.Gain1, beta2 = rates.Beta2, gain2 = rates.Gain2;
        using Scalar correction = rates.SquareCorrection, smallest = rates.Epsilon, rate = -rates.Rate;
        foreach ((Slot slot, Tensor gradient) in updates)
        {
            using DisposeScope scope = NewDisposeScope();
            if (slot.Decays)
                slot.Parameter.mul_(keep);
            slot.Mean.mul_(beta1).add_(gradient, gain1);
            slot.Square.mul_(beta2).addcmul_(gradient, gradient, gain2);
            slot.Parameter.addcdiv_(slot.Mean, slot.Square.sqrt().mul_(correction).add_(smallest), rate);
        }
    }

    /// <summary>Added to the norm before dividing, as clip_grad_norm_ does.</summary>
    private const double ClipEpsilon = 1e-6;

    private static Span<float> Floats(Tensor tensor) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private sealed record Slot(string Name, Parameter Parameter, bool Decays, Tensor Mean, Tensor Square);
}
