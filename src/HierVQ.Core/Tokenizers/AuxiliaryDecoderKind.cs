namespace HierVQ;

/// <summary>What teaches the codes of a level what to hold (De Fauw, Dieleman, Simonyan: Hierarchical Autoregressive Image Models with Auxiliary Decoders, 2019).</summary>
public enum AuxiliaryDecoderKind
{
    /// <summary>All positions at once, from the codes alone: squared error for pixels, cross-entropy for codes. It can reconstruct.</summary>
    FeedForward,

    /// <summary>Each position from the codes and from what lies outside a window around it: what stands in the window must come from the codes. It cannot reconstruct.</summary>
    MaskedSelfPrediction,
}
