namespace SixLabors.ImageSharp.Codecs;

/// <summary>A marker segment of a JPEG file: where its payload lies.</summary>
internal readonly record struct JpegSegment(byte Marker, int Offset, int Length)
{
    public const byte App1 = 0xE1;

    /// <summary>SOF0 to SOF15, without the three of that range that are not frames (DHT, JPG, DAC).</summary>
    public bool IsFrameHeader => Marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
