namespace HierVQ.Codes;

/// <summary>The shape of one level of a code pyramid.</summary>
/// <param name="Height">Rows of the code map, at least 1.</param>
/// <param name="Width">Columns of the code map, at least 1.</param>
/// <param name="Depth">Codes stacked at one position: 1, or the depth of residual quantization.</param>
/// <param name="CodebookSize">Number of codes K; a code is an index from 0 to K - 1.</param>
public readonly record struct CodeLevel(int Height, int Width, int Depth, int CodebookSize)
{
    /// <summary>Codes in this level: height x width x depth.</summary>
    public int Count => Height * Width * Depth;
}
