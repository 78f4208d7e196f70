using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// The signs of a vector's numbers are its code (Yu et al. 2023, MAGVIT-v2, section 3.1, LFQ): K codes are the corners of a cube of log2 K
/// dimensions. A loss makes each vector sure of its code and all together use all codes alike.
/// </summary>
public sealed class LookupFreeQuantizer : Quantizer
{
    private readonly int _bits;
    private readonly Scalar _commitmentWeight, _entropyWeight, _diversityWeight, _sharpness, _half = 0.5f, _two = 2f, _smallest = 1e-20f;
    private readonly Places _places;

    /// <summary>Makes the quantizer.</summary>
    /// <param name="options">Weights and temperature.</param>
    /// <param name="bits">log2 of the number of codes, which is the length of the vectors.</param>
    /// <param name="device">Where it lives.</param>
    public LookupFreeQuantizer(LookupFreeQuantizerOptions options, int bits, Device device) : base(nameof(LookupFreeQuantizer), 1 << bits, bits)
    {
        _bits = bits;
        (_commitmentWeight, _entropyWeight, _diversityWeight) = ((float)options.CommitmentWeight, (float)options.EntropyWeight, (float)options.DiversityWeight);
        // ||z - c||² of the two corners along one axis differ by 4 z.
        _sharpness = (float)(4 / options.Temperature);
        _places = new Places(bits, device);
    }

    /// <inheritdoc/>
    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ones = vectors.detach().gt(0); // (M, d) Bool
        Tensor corners = CornersOf(ones); // (M, d)
        Tensor loss = nn.functional.mse_loss(vectors, corners).mul(_commitmentWeight).add(Entropy(vectors).mul(_entropyWeight));
        Tensor passed = vectors.add(corners.sub(vectors.detach())); // value of the corner, gradient of the vector
        return new QuantizedVectors(passed.MoveToOuterDisposeScope(), CodesOf(ones).MoveToOuterDisposeScope(), loss.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override Tensor Nearest(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return CodesOf(vectors.gt(0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes, int depths)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor digits = codes.flatten().unsqueeze(1).div(_places.Values, RoundingMode.floor).remainder(_places.Two); // (M, d)
        return CornersOf(digits).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return CodeSearch.SoftCodes(vectors, Codebook(), temperature).Soft.unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Codebook(int depth = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        return Lookup(arange(CodebookSize, dtype: ScalarType.Int64, device: _places.Values.device), 1).MoveToOuterDisposeScope();
    }

    // Mean entropy of a vector's soft code less that of the mean soft code, with the soft codes softmax(-||z - c||² / temperature). On a
    // cube they are products over the axes. So the entropy of a vector is a sum over axes, and the mean soft code one product of two
    // halves of the axes, without K numbers for each vector.
    private Tensor Entropy(Tensor vectors)
    {
        Tensor logits = vectors.mul(_sharpness); // (M, d): of the upper corner against the lower
        Tensor distance = logits.abs();
        Tensor single = nn.functional.softplus(distance.neg()).add(distance.mul(distance.neg().sigmoid())).sum(1).mean();
        int half = _bits / 2;
        Tensor first = Products(logits, 0, half), second = Products(logits, half, _bits); // (M, 2^half), (M, K / 2^half)
        Tensor mean = addmm(first.new_zeros(1), first.t(), second, 0, 1f / vectors.size(0)); // (2^half, K / 2^half)
        Tensor all = mean.mul(mean.clamp_min(_smallest).log()).sum().neg();
        return single.sub(all.mul(_diversityWeight));
    }

    // The shares of all corners along the axes from one to before another, (M, 2^axes); the first axis counts most.
    private static Tensor Products(Tensor logits, int from, int to)
    {
        Tensor shares = logits.new_ones(logits.size(0), 1);
        for (int axis = from; axis < to; axis++)
        {
            Tensor logit = logits.narrow(1, axis, 1); // (M, 1)
            shares = stack([shares.mul(logit.neg().sigmoid()), shares.mul(logit.sigmoid())], 2).flatten(1);
        }
        return shares;
    }

    private Tensor CornersOf(Tensor digits) => digits.to(ScalarType.Float32).sub_(_half).mul_(_two);

    private Tensor CodesOf(Tensor ones) => ones.to(ScalarType.Int64).mul(_places.Values).sum(1, true); // (M, 1)

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Scalar scalar in (Scalar[])[_commitmentWeight, _entropyWeight, _diversityWeight, _sharpness, _half, _two, _smallest])
                scalar.Dispose();
            _places.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>What each bit counts, the first most, (d) Int64: not a field of the module, which would be saved as a weight.</summary>
    private sealed class Places(int bits, Device device) : IDisposable
    {
        public Tensor Values { get; } = tensor([.. Enumerable.Range(0, bits).Select(bit => 1L << (bits - 1 - bit))], device: device).DetachFromDisposeScope();

        public Scalar Two { get; } = 2L;

        public void Dispose()
        {
            Values.Dispose();
            Two.Dispose();
        }
    }
}
