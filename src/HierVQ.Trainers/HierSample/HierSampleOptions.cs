using HierVQ.Trainers;
using HierVQ.Transforms;

namespace HierVQ;

/// <summary>Options of <c>HierSample</c>.</summary>
public sealed class HierSampleOptions
{
    /// <summary>Name of the column of complete codes that is made. Default <c>Codes</c>, which hides the column with the holes.</summary>
    public string OutputColumnName { get; set; } = "Codes";

    /// <summary>Name of the column of codes to fill; a missing key (0) is a hole. Default <c>Codes</c>.</summary>
    public string InputColumnName { get; set; } = "Codes";

    /// <summary>Name of the column of labels that condition the drawing; null (default) for none: then <see cref="SamplingOptions.Label"/> counts for every row.</summary>
    public string? LabelColumnName { get; set; }

    /// <summary>Name of the column of tokens that condition the drawing, as the trainer takes it; null (default) for none: then <see cref="SamplingOptions.Tokens"/> counts for every row.</summary>
    public string? TokensColumnName { get; set; }

    /// <summary>Name of the column of another image's codes that condition the drawing; null (default) for none: then <see cref="SamplingOptions.ConditionCodes"/> counts for every row.</summary>
    public string? ConditionCodesColumnName { get; set; }

    /// <summary>Name of a column of seeds (UInt64 or UInt32), one a row; null (default): row i draws from <see cref="SamplingOptions.Seed"/> + i, by the row's id, so that neither order nor number of cursors matters.</summary>
    public string? SeedColumnName { get; set; }

    /// <summary>Temperature, top-k, top-p, guidance and seed, and the condition where no column says it.</summary>
    public SamplingOptions Sampling { get; set; } = new();

    /// <summary>What the drawing runs on. Its <see cref="SamplerOptions.MaxBatch"/> does not count: <see cref="BatchSize"/> does.</summary>
    public SamplerOptions Sampler { get; set; } = new();

    /// <summary>Rows drawn at once; what is drawn does not depend on it. At least 1; default 16.</summary>
    public int BatchSize { get; set; } = 16;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">A name is empty, or an option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentNullException.ThrowIfNull(Sampling);
        ArgumentNullException.ThrowIfNull(Sampler);
        Sampling.Validate();
        Sampler.Validate();
        if (BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize is {BatchSize}; it must be at least 1.");
    }

    /// <summary>The columns that condition the drawing.</summary>
    internal ConditionNames Condition => new(LabelColumnName, TokensColumnName, ConditionCodesColumnName);

    /// <summary>A copy that later changes to this one do not reach.</summary>
    internal HierSampleOptions Copy() => ModelZip.Deserialize<HierSampleOptions>(ModelZip.Serialize(this), "options");
}
