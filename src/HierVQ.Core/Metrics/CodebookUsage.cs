namespace HierVQ;

/// <summary>How much of one codebook is in use: that of one level at one depth, over an epoch or a set of images.</summary>
/// <param name="Level">The level, 0 being the top.</param>
/// <param name="Depth">The depth, from 0; always 0 without residual quantization.</param>
/// <param name="Size">Codes of the codebook, K.</param>
/// <param name="Used">Codes that were seen at least once.</param>
/// <param name="Perplexity">exp of the entropy of the codes in nats: 1 when one code does everything, K when all are used alike.</param>
public sealed record CodebookUsage(int Level, int Depth, int Size, int Used, double Perplexity)
{
    /// <summary>Codes that were never seen.</summary>
    public int Dead => Size - Used;

    /// <summary>The share of codes that were seen at least once, 0 to 1.</summary>
    public double Share => (double)Used / Size;
}
