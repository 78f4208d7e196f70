using HierVQ.Images;

namespace HierVQ.Transforms;

/// <summary>What becomes of the images of a column.</summary>
internal sealed record ImageInputSettings(int Size, ImageDecoder Decoder, RgbColor Background, string? Folder, PixelLayout Layout, float Minimum, float Maximum, BadImages BadImages)
{
    public int ByteCount => 3 * Size * Size;
}
