namespace HierVQ;

/// <summary>How a vector of numbers holds an image's red, green and blue.</summary>
public enum PixelLayout
{
    /// <summary>All red, then all green, then all blue: what ExtractPixels makes by default. The default.</summary>
    Planar,

    /// <summary>Red, green and blue of each pixel side by side: ExtractPixels with interleavePixelColors.</summary>
    Interleaved,
}
