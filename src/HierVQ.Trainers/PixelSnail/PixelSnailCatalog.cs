using HierVQ;
using HierVQ.Trainers;

namespace Microsoft.ML;

/// <summary>Adds <c>PixelSnail</c> to the trainers of HierVQ.</summary>
public static class PixelSnailCatalog
{
    /// <summary>Trains a PixelSNAIL or gated PixelCNN prior over codes. It scores rows, and generates, completes and fills in new ones.</summary>
    /// <param name="catalog">The trainers of HierVQ.</param>
    /// <param name="codesColumnName">Name of the column of codes, as HierQuantize makes it.</param>
    /// <param name="labelColumnName">Name of the column of labels (Text, or keys with KeyValues) that condition the prior; null for none.</param>
    /// <param name="options">The prior and its training; a PixelSNAIL (<see cref="PixelSnailOptions"/>) or a gated PixelCNN (<see cref="GatedPixelCnnOptions"/>); null for a PixelSNAIL with its defaults.</param>
    /// <param name="latentsColumnName">Name of the column of latents, which soft labels and stochastic codes need; null for none.</param>
    /// <param name="scoreColumnName">Name of the score that is made: bits a code (Single).</param>
    /// <param name="codeScoresColumnName">Name of the scores of the single codes that are made (Vector&lt;Single&gt;, bits).</param>
    /// <param name="tokensColumnName">Name of the column of tokens (keys) that condition the prior; null for none.</param>
    /// <param name="conditionCodesColumnName">Name of the column of another image's codes that condition the prior; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public static PixelSnailTrainer PixelSnail(this HierTrainers catalog, string codesColumnName = "Codes", string? labelColumnName = null,
        MapPriorOptions? options = null, string? latentsColumnName = null, string scoreColumnName = "Score", string codeScoresColumnName = "CodeScores",
        string? tokensColumnName = null, string? conditionCodesColumnName = null) =>
        PixelSnail(catalog, new PixelSnailTrainerOptions
        {
            CodesColumnName = codesColumnName,
            LabelColumnName = labelColumnName,
            TokensColumnName = tokensColumnName,
            ConditionCodesColumnName = conditionCodesColumnName,
            LatentsColumnName = latentsColumnName,
            ScoreColumnName = scoreColumnName,
            CodeScoresColumnName = codeScoresColumnName,
            Prior = options ?? new PixelSnailOptions(),
        });

    /// <summary>Trains a PixelSNAIL or gated PixelCNN prior over codes, with everything that can be set.</summary>
    /// <param name="catalog">The trainers of HierVQ.</param>
    /// <param name="options">Columns, prior and training.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public static PixelSnailTrainer PixelSnail(this HierTrainers catalog, PixelSnailTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new PixelSnailTrainer(catalog.Environment, options);
    }
}
