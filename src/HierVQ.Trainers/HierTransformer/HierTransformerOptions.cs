namespace HierVQ;

/// <summary>Options of the trainer <c>HierTransformer</c>: its columns and the prior.</summary>
public sealed class HierTransformerOptions
{
    /// <summary>Name of the column of codes, as HierQuantize makes it. Default <c>Codes</c>.</summary>
    public string CodesColumnName { get; set; } = "Codes";

    /// <summary>Name of the column of labels (Text, or keys with KeyValues) that condition the prior; null (default) for none.</summary>
    public string? LabelColumnName { get; set; }

    /// <summary>Name of the column of latents that HierQuantize makes, which training with <see cref="PriorOptions.SoftLabels"/> needs; null (default) for none.</summary>
    public string? LatentsColumnName { get; set; }

    /// <summary>Name of the score that is made (Single): bits a code of the row. Default <c>Score</c>.</summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>Name of the scores of the single codes that are made (Vector&lt;Single&gt;, bits, in pyramid order). Default <c>CodeScores</c>.</summary>
    public string CodeScoresColumnName { get; set; } = "CodeScores";

    /// <summary>The prior and its training. Default <see cref="HqTransformerOptions"/> with its defaults.</summary>
    public PriorOptions Prior { get; set; } = new HqTransformerOptions();

    /// <summary>Rows a run of the network in scoring. At least 1; default 64.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>Checks every option, the prior's included.</summary>
    /// <exception cref="ArgumentException">A name is empty, or an option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(CodesColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ScoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(CodeScoresColumnName);
        ArgumentNullException.ThrowIfNull(Prior);
        if (LabelColumnName is "")
            throw new ArgumentException("LabelColumnName is empty; it must be a column's name, or null for none.", nameof(LabelColumnName));
        if (ScoreColumnName == CodeScoresColumnName)
            throw new ArgumentException($"ScoreColumnName and CodeScoresColumnName are both '{ScoreColumnName}'; they must differ.", nameof(CodeScoresColumnName));
        if (BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize is {BatchSize}; it must be at least 1.");
        Prior.Validate();
        if (Prior.SoftLabels && string.IsNullOrEmpty(LatentsColumnName))
            throw new ArgumentException("SoftLabels needs the features before quantization: give HierQuantize a latentsColumnName, and its name to LatentsColumnName here.", nameof(LatentsColumnName));
    }

    internal HierTransformerOptions Copy(PriorOptions prior)
    {
        var copy = (HierTransformerOptions)MemberwiseClone();
        copy.Prior = prior;
        return copy;
    }
}
