namespace HierVQ;

/// <summary>How the prediction head transformer (PHT) of HQ-Transformer decides the codes of a local pyramid.</summary>
public enum PredictionHead
{
    /// <summary>
    /// Level by level, the codes of a level side by side, each told the codes above it (locally hierarchical decoding, as published: 'parallel' in the
    /// reference with two levels, 'parallel-add' with three).
    /// </summary>
    Parallel,

    /// <summary>Code by code, each told the codes before it ('top2bot' in the reference with two levels, 'top2mid2bot' with three).</summary>
    Causal,

    /// <summary>The same, each code before being told together with the codes above it ('-add' in the reference).</summary>
    CausalAddition,

    /// <summary>All codes side by side, so that none knows which others were drawn ('bidirectional4' in the reference).</summary>
    Bidirectional,
}
