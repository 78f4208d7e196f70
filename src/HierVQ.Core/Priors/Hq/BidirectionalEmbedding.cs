using HierVQ.Layers;
using HierVQ.Sampling.Kernels;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The input embedding transformer with the position added to its result instead of to the top code's slot.</summary>
internal sealed class BidirectionalEmbedding(TransformerEmbedding transformer) : IInputEmbedding, IDisposable
{
    /// <summary>The transformer, which the position does not enter.</summary>
    public TransformerEmbedding Transformer => transformer;

    /// <inheritdoc/>
    public PositionTable Positions => transformer.Positions;

    public Tensor Embed(IReadOnlyList<Tensor> codes, Tensor positions, TransformerPass pass) =>
        transformer.Mean(transformer.Top(codes), codes, pass).add_(positions.unsqueeze(1));

    public EmbeddingDecoder Decoder(LocalPyramids pyramids, LinearPacking packing, int maxRows) => new BidirectionalDecoder(pyramids, this, packing, maxRows);

    public void Dispose() => transformer.Dispose();
}
