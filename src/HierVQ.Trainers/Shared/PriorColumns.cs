namespace HierVQ.Trainers;

/// <summary>The columns of a fitted prior, as <c>options.json</c> says them.</summary>
internal sealed record PriorColumns(string Codes, string? Label, string? Latents, string Score, string CodeScores, int BatchSize, string? Tokens = null, string? ConditionCodes = null)
{
    public static PriorColumns Of(PriorTrainerOptions options) => new(
        options.CodesColumnName, options.LabelColumnName, options.LatentsColumnName, options.ScoreColumnName, options.CodeScoresColumnName, options.BatchSize,
        options.TokensColumnName, options.ConditionCodesColumnName);

    public ConditionNames Condition => new(Label, Tokens, ConditionCodes);

    /// <exception cref="ArgumentException">A name is missing, or the batch size is below 1.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Codes);
        ArgumentException.ThrowIfNullOrEmpty(Score);
        ArgumentException.ThrowIfNullOrEmpty(CodeScores);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
    }
}
