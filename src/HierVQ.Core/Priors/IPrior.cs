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

    /// <summary>Number of classes that condition the model; 0 for none.</summary>
    int Classes { get; }

    /// <summary>Whether rows without a class can be scored and drawn: there are no classes, or training dropped some.</summary>
    bool CanBeUnconditional { get; }

    /// <summary>Where the network lives.</summary>
    Device Device { get; }

    /// <summary>Weights, for saving and training. It was made on <see cref="Device"/> and is not moved.</summary>
    nn.Module Module { get; }

    /// <summary>Negative log-likelihood of every code given those before it, without gradient. Thread-safe while nothing trains.</summary>
    /// <param name="codes">(N, total codes) Int64 on <see cref="Device"/>, in pyramid order, without holes.</param>
    /// <param name="classes">(N) Int64, -1 for a row without a class; or null where no row has one.</param>
    /// <returns>(N, total codes) in nats, in pyramid order.</returns>
    /// <exception cref="ArgumentException">A tensor has another shape, or a class or code is out of range, or missing where the model needs one.</exception>
    Tensor NegativeLogLikelihood(Tensor codes, Tensor? classes);

    /// <summary>Makes a sampler with memory for <paramref name="maxBatch"/> rows at once. It is for the weights of this moment: make a new one when training has gone on.</summary>
    ICodeSampler CreateSampler(int maxBatch);
}
