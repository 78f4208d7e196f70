using Microsoft.ML.Runtime;
using TorchSharp;

namespace HierVQ.Transforms;

/// <summary>Where networks run: on the CPU, or on the GPU that the context names in <c>GpuDeviceId</c>.</summary>
internal static class DeviceChoice
{
    /// <exception cref="InvalidOperationException">libtorch is missing; or the GPU asked for is not there and the context does not fall back to the CPU.</exception>
    public static torch.Device Of(IHostEnvironment environment)
    {
        Native(() =>
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return 0;
        });
        var settings = environment as IHostEnvironmentInternal;
        if (settings?.GpuDeviceId is not { } id)
            return torch.CPU;
        int gpus = Native(() => torch.cuda.is_available() ? torch.cuda.device_count() : 0);
        if (id >= 0 && id < gpus)
            return torch.device($"cuda:{id}");
        string problem = gpus == 0
            ? $"GpuDeviceId is {id}, but TorchSharp sees no CUDA device: that takes an NVIDIA driver and the package TorchSharp-cuda-linux or TorchSharp-cuda-windows instead of TorchSharp-cpu."
            : $"GpuDeviceId is {id}, but the machine's CUDA devices are 0 to {gpus - 1}.";
        if (!settings.FallbackToCpu)
            throw new InvalidOperationException($"{problem} Set GpuDeviceId to null, or FallbackToCpu to true, to use the CPU.");
        using IChannel channel = environment.Start("Device");
        channel.Warning(MessageSensitivity.None, $"{problem} Using the CPU.");
        return torch.CPU;
    }

    /// <summary>Asks libtorch for the first time.</summary>
    /// <exception cref="InvalidOperationException">It is not there; the message names the package to add.</exception>
    internal static int Native(Func<int> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception missing) when (missing is TypeInitializationException or DllNotFoundException or NotSupportedException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new InvalidOperationException(
                "libtorch, the native library under TorchSharp, cannot be loaded. Add the package TorchSharp-cpu to your application, or for NVIDIA GPUs TorchSharp-cuda-linux or TorchSharp-cuda-windows, in the version of TorchSharp itself.",
                missing);
        }
    }
}
