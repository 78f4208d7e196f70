using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class backends
    {
        public static partial class cuda
        {
            public static class matmul
            {
                public static bool allow_tf32
                {
                    get => Setting(Native.hvq_get_allow_tf32(0));
                    set => Native.Check(Native.hvq_set_allow_tf32(0, value ? 1 : 0));
                }
            }
        }

        private static bool Setting(int value)
        {
            Native.Check(value);
            return value != 0;
        }

        public static partial class cudnn
        {
            public static bool allow_tf32
            {
                get => Setting(Native.hvq_get_allow_tf32(1));
                set => Native.Check(Native.hvq_set_allow_tf32(1, value ? 1 : 0));
            }
        }
    }
}
