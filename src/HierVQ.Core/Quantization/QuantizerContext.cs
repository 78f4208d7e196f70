using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>What the quantizers of one network have in common when they are made.</summary>
/// <param name="Device">Where they live.</param>
/// <param name="Init">Source of their first values, on the CPU; not kept.</param>
/// <param name="Random">Source of their draws in training, on <paramref name="Device"/>; the network owns it and the training loop seeds it before every step.</param>
public sealed record QuantizerContext(Device Device, Generator Init, Generator Random)
{
    /// <summary>The draws of restarts.</summary>
    internal IRestartDraws Draws => new GeneratorDraws(Random, Device);
}
