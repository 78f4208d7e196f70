using TorchSharp;
using static TorchSharp.torch;
using Embedding = HierVQ.Layers.Embedding;

namespace HierVQ.Priors.Raster;

/// <summary>One part of what a sequence of <see cref="RasterTransformer"/> begins with: the start token, or a part of the condition.</summary>
/// <param name="Length">Tokens of the part.</param>
/// <param name="Tokens">Their table.</param>
/// <param name="Positions">The table of their positions; null where they have none.</param>
/// <param name="FirstPosition">The row of the first one's position.</param>
internal sealed record RasterPrefix(int Length, Embedding Tokens, Embedding? Positions, int FirstPosition)
{
    /// <summary>The vectors of the positions, (length, d), or null.</summary>
    public Tensor? PositionVectors => Positions?.Weight.narrow(0, FirstPosition, Length);

    /// <summary>The vectors of tokens (length, N): (length, N, d).</summary>
    public Tensor Embed(Tensor tokens)
    {
        Tensor vectors = Tokens.call(tokens.reshape(-1)).view(Length, tokens.size(1), -1);
        return PositionVectors is { } positions ? vectors.add_(positions.unsqueeze(1)) : vectors;
    }
}
