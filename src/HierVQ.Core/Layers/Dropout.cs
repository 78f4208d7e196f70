using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Dropout in training mode (Srivastava et al. 2014): numbers become zero with a chance of the rate, the others are scaled up.</summary>
public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    private readonly double _keep;
    private readonly float _scale;
    private readonly Generator? _generator;

    /// <summary>Makes the layer.</summary>
    /// <param name="rate">Chance of a zero, at least 0 and below 1.</param>
    /// <param name="generator">Source of the masks, on the device of the input; the network owns it. May be null where the rate is 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is out of range.</exception>
    public Dropout(double rate, Generator? generator) : base(nameof(Dropout))
    {
        OptionCheck.Share(rate);
        if (rate > 0)
            ArgumentNullException.ThrowIfNull(generator);
        _keep = 1 - rate;
        _scale = (float)(1 / _keep);
        _generator = generator;
    }

    /// <summary>Any shape to the same shape; outside training, or at rate 0, the input itself.</summary>
    public override Tensor forward(Tensor input)
    {
        if (_keep >= 1 || !training)
            return input;
        using Tensor mask = DropoutMask.Like(input, _keep, _scale, _generator!);
        return input.mul(mask);
    }
}
