using HierVQ.Layers;
using HierVQ.Sampling.Kernels;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>How a local pyramid becomes one input vector of the main transformer.</summary>
internal interface IInputEmbedding
{
    /// <summary>The vectors of the positions of top codes.</summary>
    PositionTable Positions { get; }

    /// <summary>The vectors of S local pyramids of N images, (S, N, d).</summary>
    /// <param name="codes">The codes of each level, (4^level, S, N).</param>
    /// <param name="positions">The vectors of the pyramids' positions, (S, d).</param>
    /// <param name="pass">How the network runs.</param>
    Tensor Embed(IReadOnlyList<Tensor> codes, Tensor positions, TransformerPass pass);

    /// <summary>The same by own kernels, with a copy of the weights.</summary>
    /// <param name="pyramids">Where codes lie.</param>
    /// <param name="packing">How weights are kept.</param>
    /// <param name="maxRows">Most rows.</param>
    EmbeddingDecoder Decoder(LocalPyramids pyramids, LinearPacking packing, int maxRows);
}
