using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// Residual quantization (Lee, Kim, Kim, Cho, Han: Autoregressive Image Generation using Residual Quantization, 2022, section 3.1): each
/// depth's code stands for what the codes before it have left over, and the vector is the sum of all.
/// </summary>
public sealed class ResidualQuantizer : Quantizer
{
    private readonly Scalar _commitmentWeight; // a depth's share
    private readonly ResidualUpdate _update;
    private readonly GradientPath _path;
    private readonly Numbered<Codebook> codebooks;

    /// <summary>Makes a quantizer over codebooks without gradients, which it owns from now on.</summary>
    /// <param name="codebooks">One codebook for all depths, or one a depth.</param>
    /// <param name="depth">Codes of a vector, D.</param>
    /// <param name="commitmentWeight">Weight of the commitment loss, beta.</param>
    /// <param name="update">When codebooks are rewritten.</param>
    /// <param name="gradient">How gradients pass it.</param>
    /// <exception cref="ArgumentException">The codebooks are neither one nor one a depth, or their vectors differ in length.</exception>
    public ResidualQuantizer(IReadOnlyList<Codebook> codebooks, int depth, double commitmentWeight, ResidualUpdate update = ResidualUpdate.EveryDepth, CodeGradient gradient = CodeGradient.StraightThrough)
        : base(nameof(ResidualQuantizer), Largest(codebooks, depth), codebooks[0].VectorSize)
    {
        Depth = depth;
        _commitmentWeight = (float)(commitmentWeight / depth);
        _update = update;
        _path = GradientPaths.Of(gradient);
        this.codebooks = new Numbered<Codebook>(codebooks);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int Depth { get; }

    /// <inheritdoc/>
    public override int CodebookSizeAt(int depth) => At(depth).Size;

    /// <inheritdoc/>
    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        var codes = new Tensor[Depth]; // (M) each
        var sums = new Tensor[Depth]; // (M, D) each
        using (no_grad())
        {
            Tensor residual = vectors.detach();
            for (int depth = 0; depth < Depth; depth++)
            {
                Codebook codebook = At(depth);
                if (training && depth < codebooks.Count)
                    codebook.Prepare(residual);
                codes[depth] = codebook.Nearest(residual);
                Tensor nearest = codebook.Lookup(codes[depth]);
                sums[depth] = depth == 0 ? nearest : sums[depth - 1].add(nearest);
                if (training)
                    Learn(codebook, residual, codes[depth]);
                residual = residual.sub(nearest);
            }
            for (int i = 0; training && _update == ResidualUpdate.AfterLastDepth && i < codebooks.Count; i++)
                codebooks[i].Rewrite();
        }
        Tensor loss = Commitment(vectors, sums).MoveToOuterDisposeScope();
        Tensor passed = _path(vectors, sums[^1]).MoveToOuterDisposeScope();
        return new QuantizedVectors(passed, stack(codes, 1).MoveToOuterDisposeScope(), loss);
    }

    /// <inheritdoc/>
    public override Tensor Nearest(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var codes = new Tensor[Depth];
        Tensor residual = vectors.detach();
        for (int depth = 0; depth < Depth; depth++)
        {
            codes[depth] = At(depth).Nearest(residual);
            if (depth + 1 < Depth)
                residual = residual.sub(At(depth).Lookup(codes[depth]));
        }
        return stack(codes, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes, int depths)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor sum = LookupDepth(codes, 0);
        for (int depth = 1; depth < Math.Min(depths, Depth); depth++)
            sum = sum.add(LookupDepth(codes, depth));
        return sum.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor LookupDepth(Tensor codes, int depth)
    {
        using IDisposable noGrad = no_grad();
        using Tensor chosen = codes.select(1, depth);
        return At(depth).Lookup(chosen);
    }

    /// <inheritdoc/>
    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        (Tensor codes, Tensor soft) = Compare(vectors, temperature, null);
        codes.Dispose();
        return soft;
    }

    /// <inheritdoc/>
    public override SampledCodes SampleCodes(Tensor vectors, double temperature, Generator random) => Compare(vectors, temperature, random);

    /// <inheritdoc/>
    public override Tensor Codebook(int depth = 0) => At(depth).Vectors;

    // Nearest codes, or codes drawn by their soft codes; the residual goes on with what was chosen.
    private SampledCodes Compare(Tensor vectors, double temperature, Generator? random)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        var codes = new Tensor[Depth]; // (M) each
        var soft = new Tensor[Depth]; // (M, K) each
        Tensor residual = vectors.detach();
        for (int depth = 0; depth < Depth; depth++)
        {
            Codebook codebook = At(depth);
            (Tensor nearest, Tensor near) = CodeSearch.SoftCodes(residual, codebook.Vectors, temperature);
            codes[depth] = random is null ? nearest : near.multinomial(1, generator: random).squeeze(1);
            // Codes that a smaller codebook of this depth lacks are never near.
            soft[depth] = codebook.Size == CodebookSize ? near : nn.functional.pad(near, [0, CodebookSize - codebook.Size]);
            residual = residual.sub(codebook.Lookup(codes[depth]));
        }
        return new SampledCodes(stack(codes, 1).MoveToOuterDisposeScope(), stack(soft, 1).MoveToOuterDisposeScope());
    }

    private void Learn(Codebook codebook, Tensor residual, Tensor codes)
    {
        codebook.Accumulate(residual, codes);
        if (_update == ResidualUpdate.EveryDepth)
            codebook.Rewrite();
    }

    // |x - sg[s_d]|² of every partial sum: the mean over depths, as the published code has it, where the paper writes the sum.
    private Tensor Commitment(Tensor vectors, Tensor[] sums)
    {
        Tensor loss = nn.functional.mse_loss(vectors, sums[0]);
        for (int depth = 1; depth < sums.Length; depth++)
            loss = loss.add(nn.functional.mse_loss(vectors, sums[depth]));
        return loss.mul(_commitmentWeight);
    }

    private Codebook At(int depth) => codebooks[codebooks.Count == 1 ? 0 : depth];

    private static int Largest(IReadOnlyList<Codebook> codebooks, int depth)
    {
        if (codebooks.Count != 1 && codebooks.Count != depth)
            throw new ArgumentException($"{codebooks.Count} codebooks for {depth} depths: there must be one for all, or one a depth.", nameof(codebooks));
        if (codebooks.Any(codebook => codebook.VectorSize != codebooks[0].VectorSize))
            throw new ArgumentException("The vectors of all codebooks must have one length.", nameof(codebooks));
        return codebooks.Max(codebook => codebook.Size);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _commitmentWeight.Dispose();
        base.Dispose(disposing);
    }
}
