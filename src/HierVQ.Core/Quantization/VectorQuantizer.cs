using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Puts the nearest code vector in the place of each vector of a feature map (van den Oord et al. 2017, section 3).</summary>
public sealed class VectorQuantizer : IDisposable
{
    private readonly EmaCodebook _codebook;
    private readonly Scalar _commitmentWeight;

    /// <summary>Makes a quantizer over a codebook, which it does not own.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="commitmentWeight">Weight of the commitment loss, beta.</param>
    public VectorQuantizer(EmaCodebook codebook, double commitmentWeight)
    {
        _codebook = codebook;
        _commitmentWeight = (float)commitmentWeight;
    }

    /// <summary>Quantizes a map, with its loss. The codebook learns nothing by it: that is <see cref="EmaCodebook.Update"/>.</summary>
    /// <param name="map">The features, (N, D, H, W).</param>
    public Quantized Quantize(Tensor map)
    {
        long[] shape = map.shape; // N, D, H, W
        Tensor vectors = VectorsOf(map); // (N·H·W, D)
        Tensor codes = _codebook.Nearest(vectors); // (N·H·W)
        Tensor nearest = _codebook.Lookup(codes); // (N·H·W, D)
        Tensor commitment = nn.functional.mse_loss(vectors, nearest).mul(_commitmentWeight);
        Tensor straightThrough = vectors.add(nearest.sub(vectors.detach())); // value of the codes, gradient of the map
        Tensor quantized = Vectors.ToMap(straightThrough.unflatten(0, [shape[0], shape[2], shape[3]]));
        return new Quantized(quantized, codes.view(shape[0], -1), commitment);
    }

    /// <summary>The code vectors of codes (N, H·W) as a map, (N, D, H, W).</summary>
    /// <param name="codes">The codes, checked by the caller.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    public Tensor Lookup(Tensor codes, int height, int width) =>
        Vectors.ToMap(_codebook.Lookup(codes.flatten()).unflatten(0, [-1, height, width]));

    /// <summary>A map's vectors in raster order, (N, D, H, W) to (N·H·W, D).</summary>
    public static Tensor VectorsOf(Tensor map) => Vectors.Of(map).flatten(0, 2);

    /// <inheritdoc/>
    public void Dispose() => _commitmentWeight.Dispose();
}
