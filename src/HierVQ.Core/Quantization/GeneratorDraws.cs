using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Draws of restarts from a generator, which the network owns.</summary>
internal sealed class GeneratorDraws(Generator random, Device device) : IRestartDraws
{
    public Tensor Uniform(Tensor like) => like.empty_like().uniform_(0, 1, random);

    public Tensor Permutation(long count) => randperm(count, device: device, generator: random);
}
