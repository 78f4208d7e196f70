namespace HierVQ.Examples.Emoji;

/// <summary>A held-out picture with what the model makes of it.</summary>
/// <param name="Original">The picture.</param>
/// <param name="Reconstructed">From all codes: RGB bytes.</param>
/// <param name="TopOnly">From the codes of the top level alone: RGB bytes.</param>
/// <param name="Score">Bits a code.</param>
/// <param name="CodeScores">Bits of each code, in pyramid order.</param>
internal sealed record ScoredPicture(Picture Original, byte[] Reconstructed, byte[] TopOnly, float Score, float[] CodeScores);
