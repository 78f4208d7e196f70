using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public unsafe long[] shape
        {
            get
            {
                long[] sizes = new long[Dimensions];
                fixed (long* first = sizes)
                    Native.hvq_sizes(Handle, first);
                return sizes;
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            long count = Dimensions;
            long at = dim < 0 ? dim + count : dim;
            if (at < 0 || at >= count)
                throw new IndexOutOfRangeException($"There is no dimension {dim} in a tensor with {count} dimensions.");
            long* sizes = stackalloc long[(int)count];
            Native.hvq_sizes(Handle, sizes);
            return sizes[at];
        }

        public unsafe long[] stride()
        {
            long[] strides = new long[Dimensions];
            fixed (long* first = strides)
                Native.Check(Native.hvq_strides(Handle, first));
            return strides;
        }

        public long stride(int dim)
        {
            long[] strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        public long Dimensions => Native.hvq_dim(Handle);

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements => Native.hvq_numel(Handle);

        public long numel() => NumberOfElements;

        public long ElementSize => dtype.ElementSize();

        public long element_size() => ElementSize;

        public long storage_offset() => Native.hvq_storage_offset(Handle);

        public ScalarType dtype => (ScalarType)Native.hvq_dtype(Handle);

        public DeviceType device_type => (DeviceType)Native.hvq_device_type(Handle);

        public int device_index => Native.hvq_device_index(Handle);

        public Device device => device_type == DeviceType.CPU ? CPU : new Device(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Native.hvq_is_contiguous(Handle) != 0;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_nonzero()
        {
            if (NumberOfElements != 1)
                throw new InvalidOperationException("is_nonzero() needs a tensor with one element.");
            return Op._local_scalar_dense.With(ne(0)).Boolean();
        }
    }
}
