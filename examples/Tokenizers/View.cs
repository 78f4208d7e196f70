namespace HierVQ.Examples.Tokenizers;

/// <summary>The held-out pictures as they come back from some of their codes.</summary>
/// <param name="Label">From which: "all codes", "level 1 of 2".</param>
/// <param name="File">The strip of shown pictures, beside the figures.</param>
/// <param name="Psnr">Mean of the single pictures' PSNR in decibels.</param>
internal sealed record View(string Label, string File, double Psnr);
