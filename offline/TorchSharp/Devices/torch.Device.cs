namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lies. The index is -1 for the current device of its type.</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public Device(string deviceType, int index = -1) : this(TypeOf(deviceType), index)
        {
        }

        public Device(string description)
        {
            int colon = description.IndexOf(':');
            type = TypeOf(colon < 0 ? description : description[..colon]);
            index = colon < 0 ? -1 : int.Parse(description.AsSpan(colon + 1));
        }

        public DeviceType type { get; }

        public int index { get; }

        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : $"{name}:{index}";
        }

        public static implicit operator Device(string description) => new(description);

        private static DeviceType TypeOf(string name) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "mkldnn" => DeviceType.MKLDNN,
            "opengl" => DeviceType.OPENGL,
            "opencl" => DeviceType.OPENCL,
            "ideep" => DeviceType.IDEEP,
            "hip" => DeviceType.HIP,
            "fpga" => DeviceType.FPGA,
            "msnpu" => DeviceType.MSNPU,
            "xla" => DeviceType.XLA,
            "mps" => DeviceType.MPS,
            "meta" => DeviceType.META,
            _ => throw new ArgumentException($"Unknown device type '{name}'."),
        };
    }
}
