using HierVQ.Layers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// Several codes a vector, each for its own part of it (Jégou, Douze, Schmid: Product Quantization for Nearest Neighbor Search, 2011): the
/// channels of codes of De Fauw et al. 2019. The vector is the sum of the codes' vectors, each of which is zero outside its part.
/// </summary>
public sealed class ProductQuantizer : Quantizer
{
    private readonly int _partSize;
    private readonly Numbered<Quantizer> parts;

    /// <summary>Makes a quantizer of equal parts.</summary>
    /// <param name="part">How each part becomes a code.</param>
    /// <param name="count">Number of parts, at least 1.</param>
    /// <param name="codebookSize">Codes of a part, K.</param>
    /// <param name="vectorSize">Length of the whole vector, D, a multiple of <paramref name="count"/>.</param>
    /// <param name="context">Device and sources of random numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The parts cannot share the vector, or an option of the part is out of range.</exception>
    /// <exception cref="ArgumentException">A part gives several codes itself.</exception>
    public ProductQuantizer(QuantizerOptions part, int count, int codebookSize, int vectorSize, QuantizerContext context)
        : base(nameof(ProductQuantizer), codebookSize, vectorSize)
    {
        ArgumentNullException.ThrowIfNull(part);
        OptionCheck.AtLeast(count, 1);
        if (vectorSize % count != 0)
            throw new ArgumentOutOfRangeException(nameof(vectorSize), vectorSize, $"A vector of {vectorSize} numbers cannot be shared by {count} codes.");
        _partSize = vectorSize / count;
        parts = new(Enumerable.Range(0, count).Select(_ => part.Create(codebookSize, _partSize, context)));
        if (parts[0].Depth != 1)
            throw new ArgumentException($"A part must be one code, not {parts[0].Depth}.", nameof(part));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int Depth => parts.Count;

    /// <inheritdoc/>
    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        QuantizedVectors[] quantized = [.. Parts(vectors).Select((part, i) => parts[i].QuantizeVectors(part))];
        return new QuantizedVectors(
            cat([.. quantized.Select(part => part.Vectors)], 1).MoveToOuterDisposeScope(),
            cat([.. quantized.Select(part => part.Codes)], 1).MoveToOuterDisposeScope(),
            stack([.. quantized.Select(part => part.Loss)]).mean().MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override Tensor Nearest(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        return cat([.. Parts(vectors).Select((part, i) => parts[i].Nearest(part))], 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes, int depths)
    {
        using DisposeScope scope = NewDisposeScope();
        int known = Math.Min(depths, Depth);
        Tensor vectors = cat([.. Enumerable.Range(0, known).Select(i => parts[i].Lookup(codes.narrow(1, i, 1)))], 1);
        // The parts of codes that are left out are zero.
        return (known == Depth ? vectors : nn.functional.pad(vectors, (0, VectorSize - (known * _partSize)))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor LookupDepth(Tensor codes, int depth)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.pad(parts[depth].Lookup(codes.narrow(1, depth, 1)), Margins(depth)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override SampledCodes SampleCodes(Tensor vectors, double temperature, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        SampledCodes[] sampled = [.. Parts(vectors).Select((part, i) => parts[i].SampleCodes(part, temperature, random))];
        return new SampledCodes(
            cat([.. sampled.Select(part => part.Codes)], 1).MoveToOuterDisposeScope(),
            cat([.. sampled.Select(part => part.Soft)], 1).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        return cat([.. Parts(vectors).Select((part, i) => parts[i].SoftCodes(part, temperature))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The code vectors of a part within the whole vector, (K, D), zero elsewhere: those of a position's codes add up to its vector.</summary>
    /// <param name="depth">The part, from 0.</param>
    public override Tensor Codebook(int depth = 0)
    {
        OptionCheck.Within(depth, 0, Depth - 1);
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.pad(parts[depth].Codebook().detach(), Margins(depth)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void BeginStep(TrainingMoment moment)
    {
        for (int i = 0; i < parts.Count; i++)
            parts[i].BeginStep(moment);
    }

    // The zeros before and after a part.
    private (long, long) Margins(int depth) => (depth * _partSize, VectorSize - ((depth + 1) * _partSize));

    private Tensor[] Parts(Tensor vectors) => [.. Enumerable.Range(0, parts.Count).Select(i => vectors.narrow(1, i * _partSize, _partSize).contiguous())];
}
