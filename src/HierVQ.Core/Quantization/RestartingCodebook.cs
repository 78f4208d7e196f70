using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// Puts codes of a codebook that have fallen out of use onto random vectors of the batch, before the batch is looked up: what
/// <see cref="EmaCodebook"/> does for running means, for codebooks that learn by gradient.
/// </summary>
internal sealed class RestartingCodebook : Codebook
{
    private const float Decay = 0.99f;

    private readonly BatchVectors _restart;
    private readonly Scalar _decay = Decay, _gain = 1 - Decay, _one = 1f, _threshold;
    private readonly Codebook codebook;
    private readonly Tensor uses; // (K): running mean of the uses a step

    /// <summary>Owns the codebook from now on.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="threshold">A code counts as out of use while its running number of uses a step is below this.</param>
    /// <param name="draws">Source of the vectors.</param>
    /// <param name="device">Where the codebook lives.</param>
    public RestartingCodebook(Codebook codebook, double threshold, IRestartDraws draws, Device device) : base(nameof(RestartingCodebook), codebook.Size, codebook.VectorSize)
    {
        this.codebook = codebook;
        _threshold = (float)threshold;
        _restart = new BatchVectors(draws, codebook.Size, codebook.VectorSize);
        uses = zeros(codebook.Size, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor Vectors => codebook.Vectors;

    public override Tensor Lookup(Tensor codes) => codebook.Lookup(codes);

    public override void Prepare(Tensor vectors)
    {
        codebook.Prepare(vectors);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor unused = uses.lt(_threshold); // (K)
        uses.masked_fill_(unused, _one);
        codebook.Place(where(unused.unsqueeze(1), _restart.Pick(vectors.detach()), codebook.Vectors), uses);
    }

    public override void Accumulate(Tensor vectors, Tensor codes)
    {
        codebook.Accumulate(vectors, codes);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        uses.mul_(_decay).index_add_(0, codes, ones(codes.size(0), dtype: ScalarType.Float32, device: codes.device), _gain);
    }

    public override void Rewrite() => codebook.Rewrite();

    public override void Place(Tensor vectors, Tensor uses)
    {
        using IDisposable noGrad = no_grad();
        this.uses.copy_(uses);
        codebook.Place(vectors, uses);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _restart.Dispose();
            foreach (Scalar scalar in (Scalar[])[_decay, _gain, _one, _threshold])
                scalar.Dispose();
        }
        base.Dispose(disposing);
    }
}
