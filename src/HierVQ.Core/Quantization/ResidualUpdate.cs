namespace HierVQ;

/// <summary>When a residual quantizer's codebooks are rewritten within one step.</summary>
public enum ResidualUpdate
{
    /// <summary>After each depth, as RQ-VAE's own code does: with a shared codebook, a depth looks into a table that the depths before it have moved.</summary>
    EveryDepth,

    /// <summary>Once, after the last depth: every depth of a step sees the same table. What the depths give to a shared codebook still adds up depth after depth.</summary>
    AfterLastDepth,
}
