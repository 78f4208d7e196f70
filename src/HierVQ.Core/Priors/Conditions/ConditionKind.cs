namespace HierVQ;

/// <summary>What a part of a condition is.</summary>
public enum ConditionKind
{
    /// <summary>The class of the image: one number.</summary>
    Class,

    /// <summary>Tokens of a text, of fixed length.</summary>
    Tokens,

    /// <summary>The codes of another image, such as a depth map, edges, a segmentation or a small version.</summary>
    Codes,

    /// <summary>The coarser codes of the same pyramid, for a prior of one level. They are never absent.</summary>
    Above,
}
