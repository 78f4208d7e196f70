using HierVQ;
using HierVQ.Trainers;

namespace Microsoft.ML;

/// <summary>Adds <c>PriorStack</c> to the trainers of HierVQ.</summary>
public static class PriorStackCatalog
{
    /// <summary>Trains a stack of priors, one a level (VQ-VAE-2's) over codes. It scores rows, and generates, completes and fills in new ones.</summary>
    /// <param name="catalog">The trainers of HierVQ.</param>
    /// <param name="codesColumnName">Name of the column of codes, as HierQuantize makes it.</param>
    /// <param name="labelColumnName">Name of the column of labels (Text, or keys with KeyValues) that condition the prior; null for none.</param>
    /// <param name="options">The prior and its training; null for <see cref="PriorStackOptions"/> with its defaults.</param>
    /// <param name="latentsColumnName">Name of the column of latents, which soft labels and stochastic codes need; null for none.</param>
    /// <param name="scoreColumnName">Name of the score that is made: bits a code (Single).</param>
    /// <param name="codeScoresColumnName">Name of the scores of the single codes that are made (Vector&lt;Single&gt;, bits).</param>
    /// <param name="tokensColumnName">Name of the column of tokens (keys) that condition the prior; null for none.</param>
    /// <param name="conditionCodesColumnName">Name of the column of another image's codes that condition the prior; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public static PriorStackTrainer PriorStack(this HierTrainers catalog, string codesColumnName = "Codes", string? labelColumnName = null,
        PriorStackOptions? options = null, string? latentsColumnName = null, string scoreColumnName = "Score", string codeScoresColumnName = "CodeScores",
        string? tokensColumnName = null, string? conditionCodesColumnName = null) =>
        PriorStack(catalog, new PriorStackTrainerOptions
        {
            CodesColumnName = codesColumnName,
            LabelColumnName = labelColumnName,
            TokensColumnName = tokensColumnName,
            ConditionCodesColumnName = conditionCodesColumnName,
            LatentsColumnName = latentsColumnName,
            ScoreColumnName = scoreColumnName,
            CodeScoresColumnName = codeScoresColumnName,
            Prior = options ?? new PriorStackOptions(),
        });

    /// <summary>Trains a stack of priors, one a level (VQ-VAE-2's) over codes, with everything that can be set.</summary>
    /// <param name="catalog">The trainers of HierVQ.</param>
    /// <param name="options">Columns, prior and training.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public static PriorStackTrainer PriorStack(this HierTrainers catalog, PriorStackTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new PriorStackTrainer(catalog.Environment, options);
    }
}
