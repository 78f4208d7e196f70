namespace SixLabors.ImageSharp.Codecs;

/// <summary>What a file's header says of its pixels.</summary>
internal readonly record struct ImageHeader(int Width, int Height, int BitsPerPixel);
