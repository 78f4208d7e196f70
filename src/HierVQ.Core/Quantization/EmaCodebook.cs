using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// A codebook that is the running mean of the vectors given to its codes: no gradient reaches it (van den Oord et al. 2017, appendix
/// A.1; Razavi et al. 2019). Three buffers: the vectors, how often each was used a step, and the sums that they are the means of.
/// </summary>
public sealed class EmaCodebook : nn.Module
{
    private readonly EmaCodebookOptions _options;
    private readonly Generator _random;
    // Scalars are native objects: made once.
    private readonly Scalar _decay, _gain, _epsilon, _epsilonTotal, _noise, _threshold, _one;
    private readonly Tensor embedding; // (K, D)
    private readonly Tensor cluster_size; // (K)
    private readonly Tensor embedding_avg; // (K, D)

    /// <summary>Makes a codebook of normal random vectors.</summary>
    /// <param name="options">Its size and how it learns.</param>
    /// <param name="init">Source of the vectors, on the CPU; not kept.</param>
    /// <param name="random">Source of the vectors that unused codes restart at, on <paramref name="device"/>; the network owns it.</param>
    /// <param name="device">Where the codebook lives.</param>
    public EmaCodebook(EmaCodebookOptions options, Generator init, Generator random, Device device) : base(nameof(EmaCodebook))
    {
        _options = options;
        _random = random;
        (_decay, _gain) = ((float)options.Decay, (float)(1 - options.Decay));
        (_epsilon, _epsilonTotal) = ((float)options.Epsilon, (float)(options.Epsilon * options.Size));
        (_noise, _threshold, _one) = ((float)(0.01 / Math.Sqrt(options.VectorSize)), (float)options.RestartThreshold, 1f);
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor drawn = empty([options.Size, options.VectorSize], dtype: ScalarType.Float32, device: CPU).normal_(0, 1, init);
            embedding = drawn.to(device, copy: true).DetachFromDisposeScope();
            embedding_avg = drawn.to(device, copy: true).DetachFromDisposeScope();
            cluster_size = zeros(options.Size, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        }
        RegisterComponents();
    }

    /// <summary>Number of codes, K.</summary>
    public int Size => _options.Size;

    /// <summary>Length of a code vector, D.</summary>
    public int VectorSize => _options.VectorSize;

    /// <summary>The code vectors, (K, D).</summary>
    public Tensor Vectors => embedding;

    /// <summary>The nearest code of each vector, (M, D) to (M) Int64. Of equally near ones, any.</summary>
    public Tensor Nearest(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Distances(vectors, 1).argmin(1).MoveToOuterDisposeScope();
    }

    /// <summary>softmax(-distance² / temperature) over the codes, (M, D) to (M, K).</summary>
    public Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return nn.functional.softmax(Distances(vectors, -1 / temperature), 1).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of codes, (M) to (M, D). A code out of range is libtorch's error: check before.</summary>
    public Tensor Lookup(Tensor codes) => embedding.index_select(0, codes);

    /// <summary>One step of the running means, towards the vectors that were given to each code.</summary>
    /// <param name="vectors">The vectors, (M, D).</param>
    /// <param name="codes">Their codes, (M) Int64.</param>
    public void Update(Tensor vectors, Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor given = vectors.detach();
        Tensor once = ones(codes.size(0), dtype: ScalarType.Float32, device: codes.device); // (M)
        cluster_size.mul_(_decay).index_add_(0, codes, once, _gain);
        embedding_avg.mul_(_decay).index_add_(0, codes, given, _gain);
        if (_options.RestartUnused)
            Restart(given);
        // Additive smoothing of the counts, which keeps their sum.
        Tensor total = cluster_size.sum();
        Tensor smoothed = cluster_size.add(_epsilon).mul_(total).div_(total.add(_epsilonTotal)); // (K)
        embedding.copy_(embedding_avg.div(smoothed.unsqueeze(1)));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Scalar scalar in (Scalar[])[_decay, _gain, _epsilon, _epsilonTotal, _noise, _threshold, _one])
                scalar.Dispose();
        }
        base.Dispose(disposing);
    }

    // scale · (||e||² - 2 z·e): the squared distance without ||z||², which neither arg-min nor softmax sees. (M, K)
    private Tensor Distances(Tensor vectors, double scale)
    {
        Tensor squares = embedding.square().sum(1); // (K)
        return addmm(squares, vectors.detach(), embedding.t(), (float)scale, (float)(-2 * scale));
    }

    // Codes that have fallen out of use go to random vectors of this batch (Lee et al. 2022, RQ-VAE).
    private void Restart(Tensor vectors)
    {
        long count = vectors.size(0);
        Tensor candidates = vectors;
        if (count < _options.Size)
        {
            // Too few for all codes: repeated, and shaken a little so that no two codes begin as one.
            candidates = vectors.repeat((_options.Size + count - 1) / count, 1);
            candidates.add_(candidates.empty_like().uniform_(0, 1, _random).mul_(_noise));
        }
        Tensor picked = candidates.index_select(0, randperm(candidates.size(0), device: vectors.device, generator: _random).narrow(0, 0, _options.Size)); // (K, D)
        Tensor unused = cluster_size.lt(_threshold); // (K)
        embedding_avg.copy_(where(unused.unsqueeze(1), picked, embedding_avg));
        cluster_size.masked_fill_(unused, _one);
    }
}
