using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Packages.Tests.ImageAnalytics;

/// <summary>A row with an image's file.</summary>
internal sealed class PathRow
{
    public string Path { get; set; } = "";

    public float Id { get; set; }
}

/// <summary>Sixteen floats: 2 x 2 pixels of four colours.</summary>
internal sealed class FloatRow
{
    [VectorType(16)]
    public float[] Px { get; set; } = [];
}

/// <summary>Twelve floats: 2 x 2 pixels of three colours.</summary>
internal sealed class ScaledRow
{
    [VectorType(12)]
    public float[] Px { get; set; } = [];
}

/// <summary>Twelve bytes: 2 x 2 pixels of three colours.</summary>
internal sealed class ByteRow
{
    [VectorType(12)]
    public byte[] Px { get; set; } = [];
}

/// <summary>An image that the caller holds.</summary>
internal sealed class ImageRow
{
    [ImageType(2, 2)]
    public MLImage? Img { get; set; }
}

/// <summary>What comes out.</summary>
internal sealed class BackRow
{
    public float[] Back { get; set; } = [];
}
