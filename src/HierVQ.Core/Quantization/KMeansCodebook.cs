using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// A codebook that begins at the centres of the vectors of the first batches: k-means over the first one (Lloyd 1982), then one pass over each of the
/// next, which moves every centre towards the mean of all that it was given so far (Sculley 2010, mini-batch k-means).
/// What it has seen is in buffers, so that a training that goes on from a checkpoint goes on here as well.
/// </summary>
internal sealed class KMeansCodebook : Codebook
{
    private const int Iterations = 10;

    private readonly int _batches;
    private readonly BatchVectors _start;
    private readonly Scalar _one = 1f;
    private bool _isDone; // a copy of what the buffer says, so that the device is not asked at every step
    private readonly Codebook codebook;
    private readonly Tensor batches_seen; // () Int64
    private readonly Tensor uses; // (K): vectors given to each centre so far

    /// <summary>Owns the codebook from now on.</summary>
    /// <param name="codebook">What begins at the centres.</param>
    /// <param name="batches">Batches to begin with, at least 1.</param>
    /// <param name="draws">Source of the first centres.</param>
    /// <param name="device">Where the codebook lives.</param>
    public KMeansCodebook(Codebook codebook, int batches, IRestartDraws draws, Device device) : base(nameof(KMeansCodebook), codebook.Size, codebook.VectorSize)
    {
        this.codebook = codebook;
        _batches = batches;
        _start = new BatchVectors(draws, codebook.Size, codebook.VectorSize);
        batches_seen = zeros([], dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
        uses = zeros(codebook.Size, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor Vectors => codebook.Vectors;

    public override Tensor Lookup(Tensor codes) => codebook.Lookup(codes);

    public override void Prepare(Tensor vectors)
    {
        if (!_isDone)
            Cluster(vectors.detach());
        codebook.Prepare(vectors);
    }

    public override void Accumulate(Tensor vectors, Tensor codes) => codebook.Accumulate(vectors, codes);

    public override void Rewrite() => codebook.Rewrite();

    public override void Place(Tensor vectors, Tensor uses) => codebook.Place(vectors, uses);

    private void Cluster(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        long seen = batches_seen.item<long>();
        _isDone = seen >= _batches;
        if (_isDone)
            return;
        if (seen == 0)
        {
            codebook.Place(_start.Pick(vectors), uses.ones_like());
            for (int i = 1; i < Iterations; i++)
                Move(vectors, uses.zeros_like(), 1);
        }
        uses.copy_(Move(vectors, uses, seen + 1));
        batches_seen.fill_(seen + 1);
    }

    // One pass: every centre to the mean of what it was given before and now. Centres that were never given anything try other vectors.
    private Tensor Move(Tensor vectors, Tensor before, long batches)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = codebook.Nearest(vectors); // (M)
        Tensor total = before.clone().index_add_(0, codes, ones(codes.size(0), dtype: ScalarType.Float32, device: codes.device), _one); // (K)
        Tensor sums = codebook.Vectors.mul(before.unsqueeze(1)).index_add_(0, codes, vectors, _one); // (K, D)
        Tensor least = total.clamp_min(_one); // (K)
        Tensor means = sums.div(least.unsqueeze(1));
        using Scalar nothing = 0f, count = batches;
        Tensor centres = where(total.gt(nothing).unsqueeze(1), means, _start.Pick(vectors)); // (K, D)
        codebook.Place(centres, total.div(count).clamp_min_(_one));
        return total.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _start.Dispose();
            _one.Dispose();
        }
        base.Dispose(disposing);
    }
}
