namespace HierVQ;

/// <summary>How codes are drawn from a prior. Settings of a level are one value for all levels or one a level, coarse to fine.</summary>
public sealed class SamplingOptions
{
    /// <summary>The label to generate, by its name; null (default) for no condition.</summary>
    public string? Label { get; set; }

    /// <summary>The tokens, of a text for example, to generate from: as many as the prior takes; null (default) for none.</summary>
    public int[]? Tokens { get; set; }

    /// <summary>The codes of another image to generate from, in pyramid order; null (default) for none.</summary>
    public int[]? ConditionCodes { get; set; }

    /// <summary>Logits are divided by this. Above 0; default 1.</summary>
    public PerLevel<float> Temperature { get; set; } = 1f;

    /// <summary>Only the k most probable codes are drawn, with ties for the k-th place; 0 (default) keeps all, 1 is greedy.</summary>
    public PerLevel<int> TopK { get; set; } = 0;

    /// <summary>Only the most probable codes that together reach this probability are drawn. Above 0; 1 (default) keeps all.</summary>
    public PerLevel<float> TopP { get; set; } = 1f;

    /// <summary>
    /// Classifier-free guidance (Ho, Salimans 2022): logits without the condition plus this many times what the condition changes. At least 0; 1
    /// (default) is the model itself, more follows the condition more closely, 0 ignores it. Other than 1 it needs a prior that was trained with
    /// <see cref="PriorOptions.ConditionDropout"/>, and takes twice the time.
    /// </summary>
    public PerLevel<float> Guidance { get; set; } = 1f;

    /// <summary>Seed of the first row; row i draws from seed + i, whatever the batch. Default 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>Whether any level is drawn with guidance.</summary>
    internal bool IsGuided => Guidance.Values.Any(scale => scale != 1);

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        foreach (float temperature in Temperature.Values)
        {
            OptionCheck.Above(temperature, 0, nameof(Temperature));
            OptionCheck.Within(temperature, 0, float.MaxValue, nameof(Temperature));
        }
        foreach (int k in TopK.Values)
            OptionCheck.AtLeast(k, 0, nameof(TopK));
        foreach (float scale in Guidance.Values)
        {
            OptionCheck.AtLeast(scale, 0, nameof(Guidance));
            OptionCheck.Within(scale, 0, float.MaxValue, nameof(Guidance));
        }
        foreach (float p in TopP.Values)
        {
            OptionCheck.Above(p, 0, nameof(TopP));
            OptionCheck.Within(p, 0, 1, nameof(TopP));
        }
    }
}
