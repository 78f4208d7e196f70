namespace HierVQ.Examples.Tokenizers;

/// <summary>The held-out pictures as they come back from some of their codes.</summary>
/// <param name="Label">From which: "all codes", "1 of 2 levels".</param>
/// <param name="File">The strip of shown pictures, beside the figures.</param>
/// <param name="Psnr">Mean of the single pictures' PSNR in decibels.</param>
/// <param name="Ssim">Mean of their structural similarity.</param>
internal sealed record View(string Label, string File, double Psnr, double Ssim);
