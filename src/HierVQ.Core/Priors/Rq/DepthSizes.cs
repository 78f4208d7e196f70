using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>How many codes each depth has, and what of the K logits of a depth stands for none.</summary>
internal sealed class DepthSizes : IDisposable
{
    private readonly Tensor? _absent; // (D, 1, K), true for codes that a depth lacks; null where all have K

    /// <param name="sizes">Codes of each depth.</param>
    /// <param name="most">Logits of each depth, K.</param>
    /// <param name="device">Where the logits will be.</param>
    public DepthSizes(int[] sizes, int most, Device device)
    {
        Sizes = sizes;
        if (sizes.All(size => size == most))
            return;
        using DisposeScope scope = NewDisposeScope();
        Tensor counts = tensor([.. sizes.Select(size => (long)size)], [sizes.Length, 1, 1]);
        _absent = arange(most, dtype: ScalarType.Int64).ge(counts).to(device).DetachFromDisposeScope();
    }

    /// <summary>Codes of each depth.</summary>
    public int[] Sizes { get; }

    /// <summary>Logits (D, M, K) with minus infinity for codes that a depth lacks, in place.</summary>
    public Tensor Close(Tensor logits) => _absent is null ? logits : logits.masked_fill_(_absent, float.NegativeInfinity);

    /// <summary>Log-probabilities (D, M, K) with 0 for codes that a depth lacks: minus infinity times a target of 0 would be no number.</summary>
    public Tensor WithoutInfinities(Tensor logProbabilities) => _absent is null ? logProbabilities : logProbabilities.masked_fill(_absent, 0);

    /// <summary>Every code of stacks (D, M) within its depth's codebook. On other devices than the CPU this is left to the device: reading would wait for it.</summary>
    /// <exception cref="ArgumentException">A code is beyond.</exception>
    public void Check(Tensor stacks)
    {
        if (_absent is null || stacks.device_type != DeviceType.CPU || stacks.numel() == 0)
            return;
        for (int depth = 0; depth < Sizes.Length; depth++)
        {
            using Tensor codes = stacks.select(0, depth), most = codes.max();
            if (most.item<long>() >= Sizes[depth])
                throw new ArgumentException($"A code at depth {depth} is {most.item<long>()}; the codebook of this depth has {Sizes[depth]} codes (DepthCodebookSizes).", nameof(stacks));
        }
    }

    public void Dispose() => _absent?.Dispose();
}
