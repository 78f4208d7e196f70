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

    /// <summary>Name of a column of seeds (UInt64 or UInt32), one a row; null (default): row i draws from <see cref="SamplingOptions.Seed"/> + i, by the row's id, so that neither order nor number of cursors matters.</summary>
    public string? SeedColumnName { get; set; }

    /// <summary>Temperature, top-k, top-p, seed and label.</summary>
    public SamplingOptions Sampling { get; set; } = new();

    /// <summary>Rows drawn at once; what is drawn does not depend on it. At least 1; default 16.</summary>
    public int BatchSize { get; set; } = 16;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">A name is empty, or an option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentNullException.ThrowIfNull(Sampling);
        Sampling.Validate();
        if (BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize is {BatchSize}; it must be at least 1.");
    }

    internal HierSampleOptions Copy()
    {
        var copy = (HierSampleOptions)MemberwiseClone();
        copy.Sampling = new SamplingOptions { Label = Sampling.Label, Temperature = Sampling.Temperature, TopK = Sampling.TopK, TopP = Sampling.TopP, Guidance = Sampling.Guidance, Seed = Sampling.Seed };
        return copy;
    }
}
