namespace HierVQ;

/// <summary>What the pixels of images say.</summary>
public enum ImageContent
{
    /// <summary>Red, green and blue: three channels in [-1, 1]. The default.</summary>
    Color,

    /// <summary>One channel in [-1, 1]: brightness, depth, edges. Coloured pictures are brought to their brightness.</summary>
    Gray,

    /// <summary>Each pixel is of one of several classes: a channel a class, 1 for the pixel's own and 0 for the others. In files and columns, the number of the class.</summary>
    Segmentation,
}
