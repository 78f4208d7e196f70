using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Formats;

public sealed class DecoderOptions
{
    internal static readonly DecoderOptions Default = new();

    public Size? TargetSize { get; init; }

    public IResampler Sampler { get; init; } = KnownResamplers.Box;

    public bool SkipMetadata { get; init; }

    /// <summary>This implementation decodes the first frame only, whatever is asked.</summary>
    public uint MaxFrames { get; init; } = int.MaxValue;
}
