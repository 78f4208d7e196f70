namespace HierVQ;

/// <summary>
/// In which order an autoregressive prior goes through a code map (Esser, Rombach, Ommer: Taming Transformers for High-Resolution Image
/// Synthesis, CVPR 2021, appendix F). The codes of one position follow each other in any of them.
/// </summary>
public enum CodeOrdering
{
    /// <summary>Row by row, each from left to right. The best of the six in the paper, and the only one that sliding windows can take.</summary>
    RowMajor,

    /// <summary>From the middle outwards: up, right, down, left, each two legs one longer. Square maps of an even side.</summary>
    SpiralOut,

    /// <summary>Along the curve of Morton codes, rows in the higher bits. Maps whose sides are powers of two.</summary>
    ZCurve,

    /// <summary>Every second row and column first, in each of the four quarters that this makes again. Square maps whose side is a power of two.</summary>
    Subsample,

    /// <summary>Row by row, every second one from right to left.</summary>
    Alternate,

    /// <summary>From a corner inwards: <see cref="SpiralOut"/> backwards. Square maps of an even side.</summary>
    SpiralIn,
}
