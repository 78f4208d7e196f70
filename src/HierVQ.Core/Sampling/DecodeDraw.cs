namespace HierVQ.Sampling;

/// <summary>Codes of a row that are drawn side by side.</summary>
/// <param name="Level">Their level, which says the codebook.</param>
/// <param name="Indices">Where in a flat pyramid they lie.</param>
/// <param name="Setting">Which entry of a setting a level counts for them: the level or, where all codes are of one level, the depth.</param>
internal sealed record DecodeDraw(int Level, int[] Indices, int Setting);
