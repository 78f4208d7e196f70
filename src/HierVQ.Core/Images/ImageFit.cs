namespace HierVQ.Images;

/// <summary>How an image of another shape is brought to the asked width and height.</summary>
public enum ImageFit
{
    /// <summary>Scaled until it covers, then cut to the middle. The default.</summary>
    Crop,

    /// <summary>Scaled until it fits, then laid in the middle of the background colour.</summary>
    Pad,

    /// <summary>Scaled in both directions on its own: nothing is lost and nothing added, but shapes change.</summary>
    Stretch,
}
