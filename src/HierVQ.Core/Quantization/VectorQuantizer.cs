using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Puts the nearest vector of a codebook in the place of each vector (van den Oord et al. 2017, section 3). The derived class says by which loss both learn.</summary>
public abstract class VectorQuantizer : Quantizer
{
    private readonly GradientPath _path;
    private readonly Codebook codebook;

    /// <summary>For the derived quantizer, which owns the codebook from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="codebook">The codebook.</param>
    /// <param name="gradient">How gradients pass it.</param>
    protected VectorQuantizer(string name, Codebook codebook, CodeGradient gradient) : base(name, codebook.Size, codebook.VectorSize)
    {
        _path = GradientPaths.Of(gradient);
        this.codebook = codebook;
        // Here, because fields of a base class are not registered by a derived one.
        register_module(nameof(codebook), codebook);
    }

    /// <inheritdoc/>
    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        if (training)
            codebook.Prepare(vectors);
        Tensor codes = codebook.Nearest(vectors); // (M)
        Tensor nearest = codebook.Lookup(codes); // (M, D)
        Tensor loss = Loss(vectors, nearest);
        Tensor passed = _path(vectors, nearest.detach());
        if (training)
            codebook.Update(vectors, codes);
        return new QuantizedVectors(
            passed.MoveToOuterDisposeScope(), codes.unsqueeze(1).MoveToOuterDisposeScope(), loss.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override Tensor Nearest(Tensor vectors)
    {
        using Tensor codes = codebook.Nearest(vectors);
        return codes.unsqueeze(1);
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes, int depths)
    {
        using IDisposable noGrad = no_grad();
        using Tensor flat = codes.flatten();
        return codebook.Lookup(flat);
    }

    /// <inheritdoc/>
    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using Tensor soft = codebook.SoftCodes(vectors, temperature);
        return soft.unsqueeze(1);
    }

    /// <inheritdoc/>
    public override Tensor Codebook(int depth = 0) => codebook.Vectors;

    /// <summary>What the quantizer adds to the loss: a scalar.</summary>
    /// <param name="vectors">The vectors, (M, D).</param>
    /// <param name="nearest">Their code vectors, (M, D), with a gradient for the codebook where it learns by it.</param>
    protected abstract Tensor Loss(Tensor vectors, Tensor nearest);
}
