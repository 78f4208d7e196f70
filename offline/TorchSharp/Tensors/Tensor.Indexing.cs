using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Picking elements, sorting, and writing by index.
    public partial class Tensor
    {
        public Tensor gather(long dim, Tensor index) => Op.gather.With(this).With(dim).With(index).Tensor();

        public Tensor scatter(long dim, Tensor index, Tensor src) => Op.scatter_src.With(this).With(dim).With(index).With(src).Tensor();

        public Tensor scatter_(long dim, Tensor index, Tensor src) =>
            Op.scatter__src.With(this).With(dim).With(index).With(src).InPlace(this);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Op.scatter_add.With(this).With(dim).With(index).With(src).Tensor();

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) =>
            Op.scatter_add_.With(this).With(dim).With(index).With(src).InPlace(this);

        public Tensor index_select(long dim, Tensor index) => Op.index_select.With(this).With(dim).With(index).Tensor();

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Op.index_add.With(this).With(dim).With(index).With(source).With(alpha).Tensor();

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Op.index_add_.With(this).With(dim).With(index).With(source).With(alpha).InPlace(this);

        public Tensor index_copy(long dim, Tensor index, Tensor source) =>
            Op.index_copy.With(this).With(dim).With(index).With(source).Tensor();

        public Tensor index_copy_(long dim, Tensor index, Tensor source) =>
            Op.index_copy_.With(this).With(dim).With(index).With(source).InPlace(this);

        public Tensor index_fill(long dim, Tensor index, Scalar value) =>
            Op.index_fill_int_Scalar.With(this).With(dim).With(index).With(value).Tensor();

        public Tensor index_fill_(long dim, Tensor index, Scalar value) =>
            Op.index_fill__int_Scalar.With(this).With(dim).With(index).With(value).InPlace(this);

        public Tensor masked_fill(Tensor mask, Scalar value) => Op.masked_fill_Scalar.With(this).With(mask).With(value).Tensor();

        public Tensor masked_fill_(Tensor mask, Scalar value) => Op.masked_fill__Scalar.With(this).With(mask).With(value).InPlace(this);

        public Tensor masked_select(Tensor mask) => Op.masked_select.With(this).With(mask).Tensor();

        public Tensor masked_scatter(Tensor mask, Tensor value) => Op.masked_scatter.With(this).With(mask).With(value).Tensor();

        public Tensor masked_scatter_(Tensor mask, Tensor value) => Op.masked_scatter_.With(this).With(mask).With(value).InPlace(this);

        public Tensor take(Tensor index) => Op.take.With(this).With(index).Tensor();

        public Tensor take_along_dim(Tensor indices) => Op.take_along_dim.With(this).With(indices).Tensor();

        public Tensor take_along_dim(Tensor indices, long dim) => Op.take_along_dim.With(this).With(indices).With(dim).Tensor();

        public Tensor nonzero() => Op.nonzero.With(this).Tensor();

        public Tensor argwhere() => Op.argwhere.With(this).Tensor();

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Op.sort_stable.With(this).With(stable).With(dim).With(descending).Pair();

        public Tensor argsort(long dim = -1, bool descending = false) => Op.argsort.With(this).With(dim).With(descending).Tensor();

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Op.topk.With(this).With(k).With(dim).With(largest).With(sorted).Pair();

        public Tensor msort() => Op.msort.With(this).Tensor();

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false,
            bool return_counts = false, int? dim = null) =>
            dim is { } along
                ? Op.unique_dim.With(this).With((long)along).With(sorted).With(return_inverse).With(return_counts).Triple()
                : Op._unique2.With(this).With(sorted).With(return_inverse).With(return_counts).Triple();

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(bool return_inverse = false,
            bool return_counts = false, int? dim = null) =>
            Op.unique_consecutive.With(this).With(return_inverse).With(return_counts).With(dim).Triple();

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Op.bucketize_Tensor.With(this).With(boundaries).With(outInt32).With(right).Tensor();

        public Tensor select_scatter(Tensor src, long dim, long index) =>
            Op.select_scatter.With(this).With(src).With(dim).With(index).Tensor();

        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            Op.slice_scatter.With(this).With(src).With(dim).With(start).With(end).With(step).Tensor();

        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Op.diagonal_scatter.With(this).With(src).With(offset).With(dim1).With(dim2).Tensor();
    }
}
