using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.GatedPixelCnn;

/// <summary>
/// The gated PixelCNN over a map of codes (van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves, Kavukcuoglu: Conditional Image Generation with
/// PixelCNN Decoders, 2016): what comes out at a position depends on what comes before it in raster order, and on the condition.
/// </summary>
internal sealed class GatedPixelCnnNetwork : nn.Module
{
    private readonly Embedding codes;
    private readonly Numbered<GatedLayer> layers;
    private readonly Conv2d hidden;
    private readonly Conv2d logits;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="shape">Its shape; checked here.</param>
    /// <param name="context">Where it lives and what its weights and dropout are drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of the shape is out of its range.</exception>
    public GatedPixelCnnNetwork(GatedPixelCnnShape shape, LayerContext context) : base(nameof(GatedPixelCnnNetwork))
    {
        shape.Validate();
        Shape = shape;
        int channels = shape.Channels;
        codes = new Embedding(shape.Classes, channels, context.Init, context.Device);
        layers = new(Enumerable.Range(0, shape.Layers).Select(layer => new GatedLayer(channels, layer == 0 ? shape.FirstKernelSize : shape.KernelSize, layer == 0, shape.ConditionChannels, context)));
        hidden = new Conv2d(channels, shape.OutputChannels, 1, context.Init, context.Device);
        logits = new Conv2d(shape.OutputChannels, shape.Classes, 1, context.Init, context.Device);
        RegisterComponents();
    }

    /// <summary>The shape that it was made with.</summary>
    public GatedPixelCnnShape Shape { get; }

    /// <summary>A vector a code.</summary>
    public Embedding Codes => codes;

    /// <summary>The layers.</summary>
    public Numbered<GatedLayer> Layers => layers;

    /// <summary>The layer before the last.</summary>
    public Conv2d Hidden => hidden;

    /// <summary>The last layer.</summary>
    public Conv2d Logits => logits;

    /// <summary>One pass over whole maps, or over their first rows: what comes out there is the same.</summary>
    /// <param name="map">(N, H or fewer rows, W) Int64.</param>
    /// <param name="condition">(N, condition channels, H, W) or (N, condition channels, 1, 1); null for none.</param>
    /// <param name="scoring">Whether it calculates as outside training, in single precision and without dropout, whatever its mode.</param>
    /// <returns>(N, classes, rows, W).</returns>
    public Tensor Run(Tensor map, Tensor? condition, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = map.size(0), rows = map.size(1), columns = map.size(2);
        ScalarType type = training && !scoring ? Computing.In(Shape.Precision) : ScalarType.Float32;
        Tensor above = codes.call(map.flatten()).view(count, rows, columns, -1).permute(0, 3, 1, 2).As(type).contiguous(), left = above; // (N, C, rows, W)
        condition = condition?.As(type);
        if (condition is not null && condition.size(2) > 1)
            condition = condition.narrow(2, 0, rows);
        foreach (GatedLayer layer in layers)
            (above, left) = layer.Run(above, left, condition, scoring);
        return logits.call(hidden.call(left.relu()).relu()).As(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
