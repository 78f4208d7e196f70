using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Copies, and tensors made like this one.
    public partial class Tensor
    {
        public Tensor clone() => Op.clone.With(this).Tensor();

        public Tensor contiguous() => Op.contiguous.With(this).Tensor();

        public Tensor detach() => Op.detach.With(this).Tensor();

        public Tensor detach_() => Op.detach_.With(this).InPlace(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Op.copy_.With(this).With(source).With(nonBlocking).InPlace(this);

        public Tensor fill_(Scalar value) => Op.fill__Scalar.With(this).With(value).InPlace(this);

        public Tensor zero_() => Op.zero_.With(this).InPlace(this);

        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.zeros_like.With(this).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.ones_like.With(this).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.empty_like.With(this).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.full_like.With(this).With(value).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor set_(Tensor source) => Op.set__source_Tensor.With(this).With(source).InPlace(this);

        public Tensor pin_memory() => Op.pin_memory.With(this).Tensor();

        public bool is_pinned() => Op.is_pinned.With(this).Boolean();

        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_empty.With(this).With([size]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_empty.With(this).With(size).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_empty.With(this).With(size).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_empty.With(this).With([rows, columns]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_empty.With(this).With([dim0, dim1, dim2]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_empty.With(this).With([dim0, dim1, dim2, dim3]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_zeros.With(this).With([size]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_zeros.With(this).With(size).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_zeros.With(this).With(size).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_zeros.With(this).With([rows, columns]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_zeros.With(this).With([dim0, dim1, dim2]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_zeros.With(this).With([dim0, dim1, dim2, dim3]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_ones.With(this).With([size]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_ones.With(this).With([rows, columns]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_ones.With(this).With([dim0, dim1, dim2]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_ones.With(this).With([dim0, dim1, dim2, dim3]).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_full.With(this).With([size]).With(value).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.new_full.With(this).With(size).With(value).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_full.With(this).With(size).With(value).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_full.With(this).With([rows, columns]).With(value).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Op.new_full.With(this).With([dim0, dim1, dim2]).With(value).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor new_full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null,
            Device? device = null, bool requires_grad = false) =>
            Op.new_full.With(this).With([dim0, dim1, dim2, dim3]).With(value).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);
    }
}
