using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// Rounds each number of a vector to one of a few levels (Mentzer, Minnen, Agustsson, Tschannen 2023, FSQ): the codebook is the grid of
/// all combinations, nothing of it is learned, and no loss is needed to keep it in use.
/// </summary>
public sealed class FiniteScalarQuantizer : Quantizer
{
    // Slightly more than the outermost levels, so that they can be reached although tanh cannot reach 1.
    private const double Margin = 1e-3;

    private readonly Constants _constants;

    /// <summary>Makes the quantizer.</summary>
    /// <param name="levels">Levels of each number, at least 2 each; their product is the number of codes.</param>
    /// <param name="device">Where it lives.</param>
    public FiniteScalarQuantizer(IReadOnlyList<int> levels, Device device)
        : base(nameof(FiniteScalarQuantizer), levels.Aggregate(1, (product, level) => checked(product * level)), levels.Count) =>
        _constants = new Constants(levels, device);

    /// <inheritdoc/>
    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor bounded = Bound(vectors); // (M, d)
        Tensor rounded = bounded.detach().round(); // (M, d)
        // The value of the level, the gradient of what was rounded.
        Tensor passed = bounded.add(rounded.sub(bounded.detach())).div(_constants.Width).MoveToOuterDisposeScope();
        Tensor codes = CodesOf(rounded).MoveToOuterDisposeScope();
        return new QuantizedVectors(passed, codes, zeros([], dtype: ScalarType.Float32, device: vectors.device).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override Tensor Nearest(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return CodesOf(Bound(vectors).round()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes, int depths)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor digits = codes.flatten().unsqueeze(1).div(_constants.Place, RoundingMode.floor).remainder(_constants.Levels); // (M, d) Int64
        return digits.to(ScalarType.Float32).sub(_constants.Width).div(_constants.Width).MoveToOuterDisposeScope();
    }

    /// <summary>softmax(-distance² / temperature) on the grid, whose numbers reach from -1 to 1, (M, D) to (M, 1, K).</summary>
    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return CodeSearch.SoftCodes(Bound(vectors).div(_constants.Width), Codebook(), temperature).Soft.unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Codebook(int depth = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        return Lookup(arange(CodebookSize, dtype: ScalarType.Int64, device: _constants.Levels.device), 1).MoveToOuterDisposeScope();
    }

    // Between the outermost levels, which lie half a step lower where their number is even; zero stays zero (section 3.1; the shift as the inverse of tanh, so that zero is a level).
    private Tensor Bound(Tensor vectors) => vectors.add(_constants.Shift).tanh().mul(_constants.Half).sub(_constants.Offset);

    // Mixed-radix numbers, the first digit the lowest: (M, d) to (M, 1).
    private Tensor CodesOf(Tensor rounded) => rounded.add(_constants.Width).to(ScalarType.Int64).mul(_constants.Place).sum(1, true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _constants.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What follows from the levels, (d) each: not fields of the module, which would be saved as weights.</summary>
    private sealed class Constants : IDisposable
    {
        public Constants(IReadOnlyList<int> levels, Device device)
        {
            double[] half = [.. levels.Select(level => (level - 1) * (1 + Margin) / 2)];
            double[] offset = [.. levels.Select(level => level % 2 == 0 ? 0.5 : 0)];
            long[] place = new long[levels.Count];
            for (int i = 0; i < place.Length; i++)
                place[i] = i == 0 ? 1 : place[i - 1] * levels[i - 1];
            Half = Floats(half, device);
            Offset = Floats(offset, device);
            Shift = Floats([.. half.Zip(offset, (h, o) => Math.Atanh(o / h))], device);
            Width = Floats([.. levels.Select(level => (double)(level / 2))], device);
            Levels = tensor([.. levels.Select(level => (long)level)], device: device).DetachFromDisposeScope();
            Place = tensor(place, device: device).DetachFromDisposeScope();
        }

        public Tensor Half { get; }

        public Tensor Offset { get; }

        public Tensor Shift { get; }

        public Tensor Width { get; }

        public Tensor Levels { get; }

        public Tensor Place { get; }

        public void Dispose()
        {
            foreach (Tensor constant in (Tensor[])[Half, Offset, Shift, Width, Levels, Place])
                constant.Dispose();
        }

        private static Tensor Floats(double[] values, Device device) =>
            tensor(Array.ConvertAll(values, value => (float)value), device: device).DetachFromDisposeScope();
    }
}
