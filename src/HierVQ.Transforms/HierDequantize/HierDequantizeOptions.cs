using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Tokenizers;

namespace HierVQ;

/// <summary>Options of <c>HierDequantize</c>.</summary>
public sealed class HierDequantizeOptions
{
    /// <summary>Name of the column of images (MLImage) that is made, gray and the numbers of classes as equal red, green and blue; null for none. Default <c>Reconstructed</c>.</summary>
    public string? OutputColumnName { get; set; } = "Reconstructed";

    /// <summary>Name of a column of pixels (Vector&lt;Single&gt; of 3 x height x width, planar RGB, 0 to 255, as ExtractPixels makes them; of 1 x height x width for gray and for the numbers of classes); null (default) for none.</summary>
    public string? PixelsColumnName { get; set; }

    /// <summary>Name of the column of codes. Default <c>Codes</c>.</summary>
    public string InputColumnName { get; set; } = "Codes";

    /// <summary>Levels to decode, from the top; at least 1. The finer ones count as absent, and their codes may be missing. Null (default) for all.</summary>
    public int? Levels { get; set; }

    /// <summary>Codes to decode at each position, from the first depth of residual quantization; at least 1. The deeper ones count as absent, and may be missing. Null (default) for all.</summary>
    public int? Depths { get; set; }

    /// <summary>Images a run of the network. At least 1; default 64.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>A fitted tokenizer, which is then saved along. It stays the caller's, who disposes it after the transformers that use it. Null (default) for the one that made the codes.</summary>
    [JsonIgnore]
    public ITokenizer? FittedTokenizer { get; set; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">A name is empty, or an option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        if (OutputColumnName is null && PixelsColumnName is null)
            throw new ArgumentException("OutputColumnName and PixelsColumnName are both null; name at least one column to make.", nameof(OutputColumnName));
        if (OutputColumnName is "" || PixelsColumnName is "" || OutputColumnName == PixelsColumnName)
            throw new ArgumentException($"OutputColumnName is '{OutputColumnName}' and PixelsColumnName '{PixelsColumnName}'; they must be different names, or null for no such column.", nameof(PixelsColumnName));
        if (Levels is < 1)
            throw new ArgumentOutOfRangeException(nameof(Levels), Levels, $"Levels is {Levels}; it must be at least 1, or null for all.");
        if (Depths is < 1)
            throw new ArgumentOutOfRangeException(nameof(Depths), Depths, $"Depths is {Depths}; it must be at least 1, or null for all.");
        if (BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize is {BatchSize}; it must be at least 1.");
    }

    /// <summary>Checks that there are as many levels and depths as are asked for.</summary>
    internal void CheckLayout(CodeLayout layout)
    {
        if (Levels > layout.Count)
            throw new ArgumentOutOfRangeException(nameof(Levels), Levels, $"Levels is {Levels}, but the codes of column '{InputColumnName}' are {layout}: give at most {layout.Count}, or null for all.");
        int depth = layout.Max(level => level.Depth);
        if (Depths > depth)
            throw new ArgumentOutOfRangeException(nameof(Depths), Depths, $"Depths is {Depths}, but the codes of column '{InputColumnName}' are {layout}: give at most {depth}, or null for all.");
    }

    internal HierDequantizeOptions Copy()
    {
        var copy = (HierDequantizeOptions)MemberwiseClone();
        copy.FittedTokenizer = null;
        return copy;
    }
}
