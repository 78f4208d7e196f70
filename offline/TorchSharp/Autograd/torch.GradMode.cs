using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.hvq_grad_enabled() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Native.hvq_inference_enabled() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Native.hvq_grad_enabled();

        internal GradMode(bool enabled) => Native.hvq_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Native.hvq_set_grad_enabled(_before);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint _guard = Native.hvq_inference_enter(enabled ? 1 : 0);

        public void Dispose()
        {
            if (_guard == 0)
                return;
            Native.hvq_inference_leave(_guard);
            _guard = 0;
        }
    }
}
