using HierVQ.Serialization;
using HierVQ.Tokenizers.Published;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>
/// VQGAN (Esser, Rombach, Ommer: Taming Transformers for High-Resolution Image Synthesis, CVPR 2021): one code for each position of one
/// map. What makes it a GAN is in its objective.
/// </summary>
public sealed class VqGan : BackboneTokenizer, IPublishedNetwork
{
    /// <summary>Makes the network with random weights, in evaluation mode.</summary>
    /// <param name="options">Its shape and training; checked here.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="init">Source of the weights, on the CPU; not kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public VqGan(VqGanOptions options, Device device, Generator init) : base(nameof(VqGan), "quantize", options, device, init)
    {
    }

    NameMap IPublishedNetwork.PublishedNames => TamingTransformersNames.Map;
}
