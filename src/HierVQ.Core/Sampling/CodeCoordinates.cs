using HierVQ.Codes;
using HierVQ.Priors;

namespace HierVQ.Sampling;

/// <summary>
/// Where in a whole picture a window lies, as tokens of a condition: for pictures that are not alike everywhere, such as faces, of which a prior sees
/// only windows (Esser, Rombach, Ommer: Taming Transformers for High-Resolution Image Synthesis, CVPR 2021, section 3.2 and its published program).
/// Each position of the window has a token: how far it is through the picture, row by row, in equal steps.
/// </summary>
public static class CodeCoordinates
{
    /// <summary>The condition of a prior over windows.</summary>
    /// <param name="window">The level that the prior models.</param>
    /// <param name="steps">Steps through the whole picture; the published models have as many as codes, 1024.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is below 1.</exception>
    public static ConditionShape Condition(CodeLevel window, int steps = 1024) => ConditionShape.Tokens(steps, window.Height * window.Width);

    /// <summary>The tokens of a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="height">Rows of the whole map of codes.</param>
    /// <param name="width">Columns of the whole map.</param>
    /// <param name="steps">As for <see cref="Condition"/>.</param>
    /// <param name="factor">Pixels of a position on a side (f); the coordinates are means over pixels. Default 16, as published.</param>
    /// <returns>A token for each position of the window, row by row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static int[] Of(CodeWindow window, int height, int width, int steps = 1024, int factor = 16)
    {
        OptionCheck.AtLeast(height, 1);
        OptionCheck.AtLeast(width, 1);
        OptionCheck.AtLeast(steps, 1);
        OptionCheck.AtLeast(factor, 1);
        var tokens = new int[window.Height * window.Width];
        // Pixel (y, x) of H x W is at (y W + x) / (H W); its mean over f x f pixels is that of the middle one.
        double Middle(int position) => (position * (double)factor) + ((factor - 1) / 2.0);
        double pixelsWide = (double)width * factor, pixels = pixelsWide * height * factor;
        for (int i = 0; i < tokens.Length; i++)
        {
            double y = Middle(window.Top + (i / window.Width)), x = Middle(window.Left + (i % window.Width));
            tokens[i] = Math.Min((int)Math.Round(((y * pixelsWide) + x) / pixels * steps), steps - 1);
        }
        return tokens;
    }
}
