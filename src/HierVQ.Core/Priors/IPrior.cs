using HierVQ.Codes;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>An autoregressive model over code pyramids: it scores them and draws new ones.</summary>
public interface IPrior : IDisposable
{
    /// <summary>Shape and training of the network.</summary>
    PriorOptions Options { get; }

    /// <summary>Shape of the pyramids.</summary>
    CodeLayout Layout { get; }

    /// <summary>What the model is told beside the codes.</summary>
    ConditionShape Condition { get; }

    /// <summary>Whether rows without a condition can be scored and drawn: there is none, or training dropped some.</summary>
    bool CanBeUnconditional { get; }

    /// <summary>Where the network lives.</summary>
    Device Device { get; }

    /// <summary>Weights, for saving and training. It was made on <see cref="Device"/> and is not moved.</summary>
    nn.Module Module { get; }

    /// <summary>Negative log-likelihood of every code given those before it, without gradient. Thread-safe while nothing trains.</summary>
    /// <param name="codes">(N, total codes) Int64 on <see cref="Device"/>, in pyramid order, without holes.</param>
    /// <param name="conditions">(N, length of <see cref="Condition"/>) Int64 on <see cref="Device"/>, -1 in all of a part for none; or null where no row has a condition.</param>
    /// <returns>(N, total codes) in nats, in pyramid order.</returns>
    /// <exception cref="ArgumentException">A tensor has another shape, or a number of a condition or a code is out of range, or a condition is missing where the model needs one.</exception>
    Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions);

    /// <summary>Makes a sampler. It is for the weights of this moment: make a new one when training has gone on.</summary>
    /// <param name="options">How it runs and how many rows at once; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The prior's device cannot do what is asked.</exception>
    ICodeSampler CreateSampler(SamplerOptions? options = null);
}
