namespace HierVQ;

/// <summary>How a level's feature map is brought down to the level above and back (the resizing operations that the paper of HQ-VAE compares).</summary>
public enum LevelResizing
{
    /// <summary>Pixel-unshuffle down, pixel-shuffle up: the top code vectors hold factor² times the channels. Nothing is lost on the way.</summary>
    PixelShuffle,

    /// <summary>Average pooling down, nearest neighbour up.</summary>
    Average,

    /// <summary>A convolution down and a transposed convolution up, kernel and stride being the factor: learnt with everything else.</summary>
    Convolution,
}
