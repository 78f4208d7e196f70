using HierVQ.Layers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// Turns vectors into codes and back (van den Oord, Vinyals, Kavukcuoglu: Neural Discrete Representation Learning, 2017, section 3).
/// <see cref="Nearest"/>, <see cref="Lookup(Tensor)"/> and <see cref="SoftCodes"/> have no gradient, change nothing and are safe to call from
/// several threads; <see cref="QuantizeVectors"/> is what training goes through.
/// </summary>
public abstract class Quantizer : nn.Module
{
    /// <summary>For the derived quantizer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="codebookSize">Number of codes, K.</param>
    /// <param name="vectorSize">Length of the vectors that go in and come out, D.</param>
    protected Quantizer(string name, int codebookSize, int vectorSize) : base(name) =>
        (CodebookSize, VectorSize) = (codebookSize, vectorSize);

    /// <summary>Number of codes, K.</summary>
    public int CodebookSize { get; }

    /// <summary>Length of the vectors that go in and come out, D.</summary>
    public int VectorSize { get; }

    /// <summary>Codes of one vector: 1, or the depth of residual quantization.</summary>
    public virtual int Depth => 1;

    /// <summary>Number of codes of a depth, where these differ: at most <see cref="CodebookSize"/>.</summary>
    public virtual int CodebookSizeAt(int depth) => CodebookSize;

    /// <summary>
    /// Quantizes vectors, with gradients and losses. In training mode, codebooks that learn without gradients learn here, after the
    /// vectors have been looked up in the table as it was; in evaluation mode nothing changes.
    /// </summary>
    /// <param name="vectors">(M, D).</param>
    public abstract QuantizedVectors QuantizeVectors(Tensor vectors);

    /// <summary>The codes of vectors, (M, D) to (M, Depth) Int64.</summary>
    public abstract Tensor Nearest(Tensor vectors);

    /// <summary>The vectors of codes, (M, Depth) to (M, D). A code out of range is libtorch's error: check before.</summary>
    public Tensor Lookup(Tensor codes) => Lookup(codes, Depth);

    /// <summary>The vectors of the first codes of each, as if there were no deeper ones, (M, Depth) to (M, D).</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="depths">Codes to count, at least 1; more than there are means all.</param>
    public abstract Tensor Lookup(Tensor codes, int depths);

    /// <summary>What the code of one depth adds to the vector, (M, Depth) to (M, D).</summary>
    public virtual Tensor LookupDepth(Tensor codes, int depth) => Lookup(codes);

    /// <summary>How near each code is, softmax(-distance² / temperature), (M, D) to (M, Depth, K). Deeper codes see the nearest codes before them.</summary>
    public abstract Tensor SoftCodes(Tensor vectors, double temperature);

    /// <summary>Codes drawn by their soft codes instead of the nearest: what a prior with stochastic codes trains on (Lee et al. 2022, soft labeling and stochastic sampling).</summary>
    /// <param name="vectors">(M, D).</param>
    /// <param name="temperature">Above 0; towards 0 only the nearest code counts.</param>
    /// <param name="random">Source of the draws, on the device of the vectors.</param>
    public virtual SampledCodes SampleCodes(Tensor vectors, double temperature, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor soft = SoftCodes(vectors, temperature); // (M, 1, K)
        return new SampledCodes(soft.squeeze(1).multinomial(1, generator: random).MoveToOuterDisposeScope(), soft.MoveToOuterDisposeScope());
    }

    /// <summary>The code vectors of a depth, (K, D): the quantizer's own tensor, or one computed for the caller's dispose scope. Not to be changed or disposed.</summary>
    public abstract Tensor Codebook(int depth = 0);

    /// <summary>Tells the quantizer which step is to come, for what changes along a training.</summary>
    public virtual void BeginStep(TrainingMoment moment)
    {
    }

    /// <summary>Quantizes the vectors of a map; see <see cref="QuantizeVectors"/>.</summary>
    /// <param name="map">The features, (N, D, H, W).</param>
    public Quantized Quantize(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] shape = map.shape; // N, D, H, W
        QuantizedVectors quantized = QuantizeVectors(VectorsOf(map));
        Tensor back = Vectors.ToMap(quantized.Vectors.unflatten(0, [shape[0], shape[2], shape[3]]));
        return new Quantized(
            back.MoveToOuterDisposeScope(), quantized.Codes.reshape(shape[0], -1).MoveToOuterDisposeScope(), quantized.Loss.MoveToOuterDisposeScope());
    }

    /// <summary>The codes of a map's vectors, (N, D, H, W) to (N, H·W·Depth) Int64.</summary>
    public Tensor NearestOf(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        return Nearest(VectorsOf(map)).view(map.size(0), -1).MoveToOuterDisposeScope();
    }

    /// <summary>The code vectors of codes (N, H·W·Depth), checked by the caller, as a map (N, D, H, W); only the first <paramref name="depths"/> of each count.</summary>
    public Tensor LookupMap(Tensor codes, int height, int width, int depths = int.MaxValue)
    {
        using DisposeScope scope = NewDisposeScope();
        return Vectors.ToMap(Lookup(codes.reshape(-1, Depth), depths).unflatten(0, [-1, height, width])).MoveToOuterDisposeScope();
    }

    /// <summary>The soft codes of a map's vectors, (N, D, H, W) to (N, H·W·Depth, K).</summary>
    public Tensor SoftCodesOf(Tensor map, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        return SoftCodes(VectorsOf(map), temperature).view(map.size(0), -1, CodebookSize).MoveToOuterDisposeScope();
    }

    /// <summary>Codes of a map's vectors, drawn, (N, D, H, W) to codes (N, H·W·Depth) and their soft codes (N, H·W·Depth, K); see <see cref="SampleCodes"/>.</summary>
    public SampledCodes SampleCodesOf(Tensor map, double temperature, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor codes, Tensor soft) = SampleCodes(VectorsOf(map), temperature, random);
        return new SampledCodes(codes.view(map.size(0), -1).MoveToOuterDisposeScope(), soft.view(map.size(0), -1, CodebookSize).MoveToOuterDisposeScope());
    }

    /// <summary>A map's vectors in raster order, (N, D, H, W) to (N·H·W, D).</summary>
    public static Tensor VectorsOf(Tensor map)
    {
        using Tensor vectors = Vectors.Of(map);
        return vectors.flatten(0, 2);
    }
}
