using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            _handle = Native.Check(Native.hvq_generator_new(seed, (int)this.device.type, this.device.index));
        }

        private Generator(nint handle)
        {
            device = CPU;
            _handle = handle;
        }

        ~Generator() => Dispose(false);

        /// <summary>The one that functions draw from where none is given.</summary>
        public static Generator Default => new(Native.Check(Native.hvq_generator_default((int)DeviceType.CPU, -1)));

        public Device device { get; }

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Generator invalid -- it has been disposed.");

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.hvq_generator_set_seed(Handle, (ulong)seed));
            return this;
        }

        public long initial_seed() => (long)Native.hvq_generator_current_seed(Handle);

        public long seed() => (long)Native.hvq_generator_seed(Handle);

        public Tensor get_state() => new(Native.Check(Native.hvq_generator_get_state(Handle)));

        public void set_state(Tensor value)
        {
            Native.Check(Native.hvq_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle == 0)
                return;
            Native.hvq_generator_free(_handle);
            _handle = 0;
        }
    }
}
