namespace HierVQ;

/// <summary>How a prior knows the position of a top code.</summary>
public enum PositionEmbedding
{
    /// <summary>A learned vector a position in raster order.</summary>
    OneDimensional,

    /// <summary>A learned vector a row plus a learned vector a column.</summary>
    TwoDimensional,
}
