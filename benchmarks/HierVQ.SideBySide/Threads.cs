using System.Runtime.InteropServices;
using TorchSharp;

namespace HierVQ.SideBySide;

/// <summary>Thread counts of this process, which is the benchmark's own: libtorch's, and those of OpenBLAS, which do not follow libtorch's.</summary>
/// <param name="Torch">Threads of libtorch.</param>
/// <param name="Blas">Threads of the BLAS library.</param>
internal readonly record struct Threads(int Torch, int Blas)
{
    private static readonly unsafe delegate* unmanaged<int, void> s_setOpenBlas = FindOpenBlas();

    /// <summary>What is worth trying on this machine.</summary>
    public static unsafe IEnumerable<Threads> Choices()
    {
        int cores = Environment.ProcessorCount;
        if (cores == 1)
            return [new(1, 1)];
        Threads[] choices = [new(1, 1), new(cores, cores)];
        return s_setOpenBlas is null ? choices : [.. choices, new(cores, 1)];
    }

    /// <summary>Sets both counts.</summary>
    public unsafe void Apply()
    {
        torch.set_num_threads(Torch);
        if (s_setOpenBlas is not null)
            s_setOpenBlas(Blas);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Torch}/{Blas}";

    private static unsafe delegate* unmanaged<int, void> FindOpenBlas() =>
        NativeLibrary.TryLoad("libopenblas.so.0", out nint library) && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out nint function)
            ? (delegate* unmanaged<int, void>)function : null;
}
