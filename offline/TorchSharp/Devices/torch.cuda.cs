using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Native.hvq_device_count((int)DeviceType.CUDA);

        public static void synchronize(Device? device = null) =>
            Native.Check(Native.hvq_synchronize((int)DeviceType.CUDA, device?.index ?? -1));
    }
}
