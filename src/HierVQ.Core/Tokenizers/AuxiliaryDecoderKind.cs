namespace HierVQ;

/// <summary>What teaches the codes of a level what to hold (De Fauw, Dieleman, Simonyan: Hierarchical Autoregressive Image Models with Auxiliary Decoders, 2019).</summary>
public enum AuxiliaryDecoderKind
{
    /// <summary>All positions at once, from the codes alone: squared error for pixels, cross-entropy for codes. It can reconstruct.</summary>
    FeedForward,

    /// <summary>Each position from the codes and from what lies outside a window around it: what stands in the window must come from the codes. It cannot reconstruct.</summary>
    MaskedSelfPrediction,

    /// <summary>
    /// None: the autoregressive decoder's own loss, on all images of a batch, reaches the encoder. What the auxiliary decoders are there to avoid, for comparison
    /// with them: codes are ignored where they are tight, and hold local detail where they are loose. It cannot reconstruct.
    /// </summary>
    EndToEnd,
}
