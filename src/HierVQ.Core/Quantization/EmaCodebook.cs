using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// A codebook that is the running mean of the vectors given to its codes: no gradient reaches it (van den Oord et al. 2017, appendix
/// A.1; Razavi et al. 2019). Three buffers: the vectors, how often each was used a step, and the sums that they are the means of.
/// </summary>
public sealed class EmaCodebook : Codebook
{
    private readonly BatchVectors? _restart;
    // Scalars are native objects: made once.
    private readonly Scalar _decay, _gain, _epsilon, _epsilonTotal, _threshold, _one;
    private readonly Tensor embedding; // (K, D)
    private readonly Tensor cluster_size; // (K)
    private readonly Tensor embedding_avg; // (K, D)

    /// <summary>Makes a codebook of normal random vectors.</summary>
    /// <param name="options">Its size and how it learns.</param>
    /// <param name="init">Source of the vectors, on the CPU; not kept.</param>
    /// <param name="random">Source of the vectors that unused codes restart at, on <paramref name="device"/>; the network owns it.</param>
    /// <param name="device">Where the codebook lives.</param>
    public EmaCodebook(EmaCodebookOptions options, Generator init, Generator random, Device device)
        : this(options, init, new GeneratorDraws(random, device), device)
    {
    }

    internal EmaCodebook(EmaCodebookOptions options, Generator init, IRestartDraws draws, Device device)
        : base(nameof(EmaCodebook), options.Size, options.VectorSize)
    {
        _restart = options.RestartUnused ? new BatchVectors(draws, options.Size, options.VectorSize) : null;
        (_decay, _gain) = ((float)options.Decay, (float)(1 - options.Decay));
        (_epsilon, _epsilonTotal) = ((float)options.Epsilon, (float)(options.Epsilon * options.Size));
        (_threshold, _one) = ((float)options.RestartThreshold, 1f);
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor drawn = empty([options.Size, options.VectorSize], dtype: ScalarType.Float32, device: CPU).normal_(0, 1, init);
            embedding = drawn.to(device, copy: true).DetachFromDisposeScope();
            embedding_avg = drawn.to(device, copy: true).DetachFromDisposeScope();
            cluster_size = zeros(options.Size, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        }
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Vectors => embedding;

    /// <summary>Moves the running means towards the vectors that were given to each code, and puts unused codes onto vectors of the batch.</summary>
    /// <param name="vectors">The vectors, (M, D).</param>
    /// <param name="codes">Their codes, (M) Int64.</param>
    public override void Accumulate(Tensor vectors, Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor given = vectors.detach();
        Tensor once = ones(codes.size(0), dtype: ScalarType.Float32, device: codes.device); // (M)
        cluster_size.mul_(_decay).index_add_(0, codes, once, _gain);
        embedding_avg.mul_(_decay).index_add_(0, codes, given, _gain);
        if (_restart is null)
            return;
        // Codes that have fallen out of use go to random vectors of this batch (Lee et al. 2022, RQ-VAE).
        Tensor unused = cluster_size.lt(_threshold); // (K)
        embedding_avg.copy_(where(unused.unsqueeze(1), _restart.Pick(given), embedding_avg));
        cluster_size.masked_fill_(unused, _one);
    }

    /// <summary>Divides the sums by the counts.</summary>
    public override void Rewrite()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        // Additive smoothing of the counts, which keeps their sum.
        Tensor total = cluster_size.sum();
        Tensor smoothed = cluster_size.add(_epsilon).mul_(total).div_(total.add(_epsilonTotal)); // (K)
        embedding.copy_(embedding_avg.div(smoothed.unsqueeze(1)));
    }

    /// <inheritdoc/>
    public override void Place(Tensor vectors, Tensor uses)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        embedding.copy_(vectors);
        cluster_size.copy_(uses);
        embedding_avg.copy_(vectors.mul(uses.unsqueeze(1)));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Scalar scalar in (Scalar[])[_decay, _gain, _epsilon, _epsilonTotal, _threshold, _one])
                scalar.Dispose();
            _restart?.Dispose();
        }
        base.Dispose(disposing);
    }
}
