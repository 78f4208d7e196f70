using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_tensor(object obj) => obj is Tensor;

    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static long numel(Tensor input) => input.numel();

    public static Tensor norm(Tensor input) => input.norm();

    public static Tensor gather(Tensor input, long dim, Tensor index, bool sparse_grad = false) =>
        Op.gather.With(input).With(dim).With(index).With(sparse_grad).Tensor();

    /// <summary>The distance of each row of x1 to each row of x2.</summary>
    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary)
    {
        if (p < 0)
            throw new ArgumentException($"The p of a norm must not be negative: {p}.");
        return Op.cdist.With(x1).With(x2).With(p).With((long)compute_mode).Tensor();
    }

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Op.searchsorted_Tensor.With(sorted_sequence).With(values).With(out_int32).With(right).None.With(sorter).Tensor();

    public static Tensor tril_indices(long row, long col, long offset = 0L, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Op.tril_indices.Begin().With(row).With(col).With(offset).WithOptions(dtype, device).Tensor();

    public static Tensor triu_indices(long row, long col, long offset = 0L, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Op.triu_indices.Begin().With(row).With(col).With(offset).WithOptions(dtype, device).Tensor();

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Op.logspace.Begin().With(start).With(end).With(steps).With(@base).WithOptions(dtype, device).Tensor(), requires_grad);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) =>
        Op.broadcast_tensors.Begin().With((ReadOnlySpan<Tensor>)tensors).Tensors();

    public static Tensor from_file(string filename, bool? shared = null, long? size = 0, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Op.from_file.Begin().With(filename).With(shared).With(size).WithOptions(dtype, device).Tensor(), requires_grad);
}
