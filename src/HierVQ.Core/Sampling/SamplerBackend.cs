namespace HierVQ;

/// <summary>What a sampler computes with.</summary>
public enum SamplerBackend
{
    /// <summary><see cref="Kernels"/> for priors on the CPU, <see cref="LibTorch"/> on other devices.</summary>
    Default,

    /// <summary>Own kernels for the CPU: the same seed gives the same codes at any batch size and thread count.</summary>
    Kernels,

    /// <summary>libtorch, on any device: equal to the kernels within float32 rounding, so that a code near a tie may be drawn differently.</summary>
    LibTorch,
}
