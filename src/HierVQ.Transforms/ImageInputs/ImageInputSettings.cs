using HierVQ.Images;

namespace HierVQ.Transforms;

/// <summary>What becomes of the images of a column.</summary>
internal sealed record ImageInputSettings(int Size, PixelForm Form, ImageDecoder Decoder, RgbColor Background, string? Folder, PixelLayout Layout, float Minimum, float Maximum, BadImages BadImages)
{
    /// <summary>Whether pixels are numbers of classes.</summary>
    public bool IsClasses => Form.Bytes != Form.Channels;

    public int ByteCount => Form.Bytes * Size * Size;
}
