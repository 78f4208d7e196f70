using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>The ways between two levels of HQ-VAE (You et al. 2022, section 3.1): modules, with weights or without.</summary>
internal static class LevelResizers
{
    /// <summary>From a level to the next coarser one, (N, C, H, W) to (N, C', H / factor, W / factor).</summary>
    /// <param name="resizing">The operation.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="channels">C, where there are weights.</param>
    /// <param name="context">Where they live and what they are drawn from.</param>
    public static nn.Module<Tensor, Tensor> Down(LevelResizing resizing, int factor, int channels, LayerContext context) => resizing switch
    {
        LevelResizing.PixelShuffle => new Resize(map => Resampling.PixelUnshuffle(map, factor)),
        LevelResizing.Average => new Resize(map => Resampling.AverageDown(map, factor)),
        _ => new Conv2d(channels, channels, factor, context.Init, context.Device, stride: factor),
    };

    /// <summary>The way back.</summary>
    /// <param name="resizing">The operation.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="channels">C, where there are weights.</param>
    /// <param name="context">Where they live and what they are drawn from.</param>
    public static nn.Module<Tensor, Tensor> Up(LevelResizing resizing, int factor, int channels, LayerContext context) => resizing switch
    {
        LevelResizing.PixelShuffle => new Resize(map => Resampling.PixelShuffle(map, factor)),
        LevelResizing.Average => new Resize(map => Resampling.NearestUp(map, factor)),
        _ => new ConvTranspose2d(channels, channels, factor, context.Init, context.Device, stride: factor),
    };
}
