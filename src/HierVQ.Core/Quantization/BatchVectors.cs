using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Random vectors of a batch, for codes to begin at (Lee et al. 2022, RQ-VAE).</summary>
internal sealed class BatchVectors(IRestartDraws draws, int count, int vectorSize) : IDisposable
{
    private readonly Scalar _noise = (float)(0.01 / Math.Sqrt(vectorSize));

    /// <summary>As many vectors as there are codes, no two from the same place: (M, D) to (K, D).</summary>
    public Tensor Pick(Tensor vectors)
    {
        long given = vectors.size(0);
        Tensor candidates = vectors;
        if (given < count)
        {
            // Too few for all codes: repeated, and shaken a little so that no two codes begin as one.
            candidates = vectors.repeat((count + given - 1) / given, 1);
            candidates.add_(draws.Uniform(candidates).mul(_noise));
        }
        return candidates.index_select(0, draws.Permutation(candidates.size(0)).narrow(0, 0, count));
    }

    public void Dispose() => _noise.Dispose();
}
