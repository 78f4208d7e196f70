using TorchSharp.Binding;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    // The elements, from the side of .NET.
    public partial class Tensor
    {
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckElementType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item needs a tensor with one element, not {NumberOfElements}.");
            CheckElementType(typeof(T));
            if (device_type == DeviceType.CPU)
                return ReadCpuValue<T>(0);
            using Tensor here = cpu();
            return here.ReadCpuValue<T>(0);
        }

        public unsafe T ReadCpuValue<T>(long i) where T : unmanaged
        {
            if (i < 0 || i >= NumberOfElements)
                throw new IndexOutOfRangeException($"There is no element {i} among {NumberOfElements}.");
            T value = ((T*)DataPointer())[i];
            GC.KeepAlive(this);
            return value;
        }

        public Scalar ToScalar()
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"ToScalar needs a tensor with one element, not {NumberOfElements}.");
            return is_floating_point() ? Op._local_scalar_dense.With(this).Number()
                : dtype == ScalarType.Bool ? Op._local_scalar_dense.With(this).Boolean()
                : Op._local_scalar_dense.With(this).Integer();
        }

        /// <summary>The bytes of the elements where they lie; they are only there as long as the tensor is.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                long size = NumberOfElements * ElementSize;
                CheckPlainMemory(size);
                return size == 0 ? [] : new Span<byte>(DataPointer(), (int)size);
            }
            set
            {
                long size = NumberOfElements * ElementSize;
                if (!is_contiguous())
                    throw new InvalidOperationException("The bytes of a tensor that is not contiguous cannot be set.");
                if (size != value.Length)
                    throw new ArgumentException($"The tensor has {size} bytes and {value.Length} are given.");
                CheckPlainMemory(size);
                if (size > 0)
                    value.CopyTo(new Span<byte>(DataPointer(), (int)size));
            }
        }

        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            long size = NumberOfElements * ElementSize;
            CheckPlainMemory(0);
            byte* from = size == 0 ? null : (byte*)DataPointer();
            for (long at = 0; at < size; at += bufferSize)
                stream.Write(new ReadOnlySpan<byte>(from + at, (int)Math.Min(bufferSize, size - at)));
            GC.KeepAlive(this);
        }

        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            long size = NumberOfElements * ElementSize;
            CheckPlainMemory(0);
            byte* to = size == 0 ? null : (byte*)DataPointer();
            for (long at = 0; at < size; at += bufferSize)
                stream.ReadExactly(new Span<byte>(to + at, (int)Math.Min(bufferSize, size - at)));
            GC.KeepAlive(this);
        }

        internal unsafe void* DataPointer()
        {
            void* data = Native.hvq_data(Handle);
            return data is not null || NumberOfElements == 0 ? data : throw Native.LastError();
        }

        private void CheckPlainMemory(long size)
        {
            if (!is_contiguous())
                throw new InvalidOperationException("The bytes of a tensor that is not contiguous do not lie in one piece.");
            if (size > int.MaxValue)
                throw new ArgumentException("A span holds int.MaxValue bytes at most.");
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Only memory of the CPU can be read: move or copy the tensor there first.");
        }

        private void CheckElementType(Type type)
        {
            ScalarType held = dtype;
            // A bfloat16 has no type of its own in .NET.
            if (held == ScalarType.BFloat16 || ScalarTypeOf(type) != held)
                throw new ArgumentException($"{type.Name} is not compatible with {held}");
        }
    }
}
