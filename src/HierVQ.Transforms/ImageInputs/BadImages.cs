namespace HierVQ;

/// <summary>What becomes of rows whose image cannot be used: missing, truncated, not an image, or too large by its header.</summary>
public enum BadImages
{
    /// <summary>The first one ends reading with an exception that names row, column and image. The default.</summary>
    Fail,

    /// <summary>Training leaves such rows out; scoring gives them missing values (codes 0). Their number is reported as a warning in ML.NET's log.</summary>
    Skip,
}
