using TorchSharp;

namespace HierVQ;

/// <summary>How a sampler runs; <see cref="SamplingOptions"/> say how it draws.</summary>
public sealed record SamplerOptions
{
    /// <summary>Rows drawn at once, which memory is set aside for. At least 1; default 16.</summary>
    public int MaxBatch { get; init; } = 16;

    /// <summary>What it computes with. Default <see cref="SamplerBackend.Default"/>.</summary>
    public SamplerBackend Backend { get; init; }

    /// <summary>How own kernels keep weights; libtorch knows only <see cref="SamplerWeights.Float32"/>, the default.</summary>
    public SamplerWeights Weights { get; init; }

    /// <summary>Threads that own kernels use, the calling one included; 0 (default) for one a core, 16 at most. It changes nothing in what is drawn.</summary>
    public int Threads { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        OptionCheck.AtLeast(MaxBatch, 1);
        OptionCheck.Defined(Backend);
        OptionCheck.Defined(Weights);
        OptionCheck.AtLeast(Threads, 0);
    }

    /// <summary>Whether a prior on a device is sampled from by own kernels.</summary>
    /// <exception cref="ArgumentException">They are asked for, and the device is not the CPU.</exception>
    internal bool UsesKernels(torch.Device device)
    {
        Validate();
        if (Backend == SamplerBackend.Kernels && device.type != DeviceType.CPU)
            throw new ArgumentException($"{nameof(Backend)} is {Backend}, but the prior lives on {device}; own kernels are for the CPU: choose {SamplerBackend.LibTorch} or {SamplerBackend.Default}.");
        bool kernels = Backend != SamplerBackend.LibTorch && device.type == DeviceType.CPU;
        if (Weights != SamplerWeights.Float32 && !kernels)
            throw new ArgumentException($"{nameof(Weights)} is {Weights}, but {(Backend == SamplerBackend.LibTorch ? $"{nameof(Backend)} is {Backend}" : $"the prior lives on {device}")}; only own kernels, on the CPU, keep weights so: choose {SamplerWeights.Float32}.");
        return kernels;
    }
}
