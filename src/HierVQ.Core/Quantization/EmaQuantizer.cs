using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Puts the nearest vector of an <see cref="EmaCodebook"/> in the place of each vector (van den Oord et al. 2017, section 3).</summary>
public sealed class EmaQuantizer : Quantizer
{
    private readonly Scalar _commitmentWeight;
    private readonly EmaCodebook codebook;

    /// <summary>Makes a quantizer over a codebook, which it owns from now on.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="commitmentWeight">Weight of the commitment loss, beta.</param>
    public EmaQuantizer(EmaCodebook codebook, double commitmentWeight) : base(nameof(EmaQuantizer), codebook.Size, codebook.VectorSize)
    {
        this.codebook = codebook;
        _commitmentWeight = (float)commitmentWeight;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        Tensor codes = codebook.Nearest(vectors); // (M)
        Tensor nearest = codebook.Lookup(codes); // (M, D)
        Tensor commitment = nn.functional.mse_loss(vectors, nearest).mul(_commitmentWeight);
        Tensor straightThrough = vectors.add(nearest.sub(vectors.detach())); // value of the codes, gradient of the vectors
        if (training)
            codebook.Update(vectors, codes);
        return new QuantizedVectors(straightThrough, codes.unsqueeze(1), commitment);
    }

    /// <inheritdoc/>
    public override Tensor Nearest(Tensor vectors) => codebook.Nearest(vectors).unsqueeze(1);

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes) => codebook.Lookup(codes.flatten());

    /// <inheritdoc/>
    public override Tensor SoftCodes(Tensor vectors, double temperature) => codebook.SoftCodes(vectors, temperature).unsqueeze(1);

    /// <inheritdoc/>
    public override Tensor Codebook(int depth = 0) => codebook.Vectors;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _commitmentWeight.Dispose();
        base.Dispose(disposing);
    }
}
