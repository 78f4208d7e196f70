namespace HierVQ.Sampling.Kernels;

/// <summary>What happens to a product's results.</summary>
internal enum Finish
{
    /// <summary>They are stored.</summary>
    Store,

    /// <summary>They are added to what is there (a residual connection).</summary>
    Add,

    /// <summary>The exact GELU of them is stored.</summary>
    Gelu,

    /// <summary>The approximate GELU of them is stored.</summary>
    SigmoidGelu,
}
