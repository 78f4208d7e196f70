namespace HierVQ.Examples.Tokenizers;

/// <summary>How the codes of one depth of one level are used, counted over the training pictures.</summary>
/// <param name="Level">The level, 0 being the top.</param>
/// <param name="Depth">The depth, from 0.</param>
/// <param name="Height">Height of its code map.</param>
/// <param name="Width">Width of its code map.</param>
/// <param name="CodebookSize">Codes that there are.</param>
/// <param name="Used">Codes that occur.</param>
/// <param name="Perplexity">exp of their entropy.</param>
internal sealed record LevelFigures(int Level, int Depth, int Height, int Width, int CodebookSize, int Used, double Perplexity)
{
    /// <summary>The share of codes that occur.</summary>
    public double Share => (double)Used / CodebookSize;

    /// <summary>Bits of this depth's codes in a picture if all were equally likely.</summary>
    public double Bits => Height * Width * Math.Log2(CodebookSize);

    /// <summary>Bits of this depth's codes in a picture by their frequencies.</summary>
    public double EntropyBits => Height * Width * Math.Log2(Perplexity);
}
