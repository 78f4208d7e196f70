namespace HierVQ;

/// <summary>What every trainer of a prior is asked beside the prior itself: its columns, and how it scores.</summary>
public abstract class PriorTrainerOptions
{
    private protected PriorTrainerOptions()
    {
    }

    /// <summary>Name of the column of codes, as HierQuantize makes it. Default <c>Codes</c>.</summary>
    public string CodesColumnName { get; set; } = "Codes";

    /// <summary>Name of the column of labels (Text, or keys with KeyValues) that condition the prior; null (default) for none.</summary>
    public string? LabelColumnName { get; set; }

    /// <summary>
    /// Name of the column of tokens, of a text for example, that condition the prior: a vector of known size of keys (token = key value - 1; all missing is no
    /// text), or of UInt32, Int32 or Single (all -1 or NaN is no text); null (default) for none.
    /// </summary>
    public string? TokensColumnName { get; set; }

    /// <summary>Number of tokens that there are; a token is from 0 to below it. At least 1; null (default) where the column's key type says it.</summary>
    public int? TokenVocabularySize { get; set; }

    /// <summary>
    /// Name of a column of codes of another image, as a second HierQuantize in the pipeline makes it, that condition the prior: a depth map, edges, a
    /// segmentation, the image at low resolution; null (default) for none.
    /// </summary>
    public string? ConditionCodesColumnName { get; set; }

    /// <summary>Name of the column of latents that HierQuantize makes, which training with <see cref="PriorOptions.SoftLabels"/> or <see cref="PriorOptions.StochasticCodes"/> needs; null (default) for none.</summary>
    public string? LatentsColumnName { get; set; }

    /// <summary>Name of the score that is made (Single): bits a code of the row. Default <c>Score</c>.</summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>Name of the scores of the single codes that are made (Vector&lt;Single&gt;, bits, in pyramid order). Default <c>CodeScores</c>.</summary>
    public string CodeScoresColumnName { get; set; } = "CodeScores";

    /// <summary>Rows a run of the network in scoring. At least 1; default 64.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>The prior and its training.</summary>
    internal abstract PriorOptions PriorOptions { get; }

    /// <summary>Checks every option, the prior's included.</summary>
    /// <exception cref="ArgumentException">A name is empty, or an option is out of its range; the message names it, its value and the range.</exception>
    public virtual void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(CodesColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ScoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(CodeScoresColumnName);
        NotEmpty(LabelColumnName, nameof(LabelColumnName));
        NotEmpty(TokensColumnName, nameof(TokensColumnName));
        NotEmpty(ConditionCodesColumnName, nameof(ConditionCodesColumnName));
        NotEmpty(LatentsColumnName, nameof(LatentsColumnName));
        if (ScoreColumnName == CodeScoresColumnName)
            throw new ArgumentException($"ScoreColumnName and CodeScoresColumnName are both '{ScoreColumnName}'; they must differ.", nameof(CodeScoresColumnName));
        if (ConditionCodesColumnName == CodesColumnName)
            throw new ArgumentException($"ConditionCodesColumnName and CodesColumnName are both '{CodesColumnName}': the condition must be the codes of another image, of a second HierQuantize with an output column of its own.", nameof(ConditionCodesColumnName));
        if (TokenVocabularySize is { } vocabulary && (vocabulary < 1 || TokensColumnName is null))
            throw new ArgumentOutOfRangeException(nameof(TokenVocabularySize), vocabulary, $"TokenVocabularySize is {vocabulary}{(vocabulary < 1 ? "; it must be at least 1" : " but TokensColumnName is null: name the column of tokens")}, or leave it null.");
        if (BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize is {BatchSize}; it must be at least 1.");
        PriorOptions.Validate();
        if (NeedsLatents && LatentsColumnName is null)
            throw new ArgumentException("SoftLabels and StochasticCodes need the features before quantization: give HierQuantize a latentsColumnName, and its name to LatentsColumnName here.", nameof(LatentsColumnName));
    }

    /// <summary>Whether training looks at the features before quantization.</summary>
    internal bool NeedsLatents => PriorOptions.SoftLabels || PriorOptions.StochasticCodes;

    private static void NotEmpty(string? name, string option)
    {
        if (name is "")
            throw new ArgumentException($"{option} is empty; it must be a column's name, or null for none.", option);
    }
}
