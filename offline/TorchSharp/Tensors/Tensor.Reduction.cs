using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Reductions, and sums along a dimension.
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Op.sum.With(this).With(type).Tensor();

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Op.sum_dim_IntList.With(this).With([dim]).With(keepdim).With(type).Tensor();

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Op.sum_dim_IntList.With(this).With(dim).With(keepdim).With(type).Tensor();

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Op.sum_dim_IntList.With(this).With(dim).With(keepdim).With(type).Tensor();

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        public Tensor mean() => Op.mean.With(this).Tensor();

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Op.mean_dim.With(this).With(dimensions).With(keepdim).With(type).Tensor();

        public Tensor prod(ScalarType? type = null) => Op.prod.With(this).With(type).Tensor();

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Op.prod_dim_int.With(this).With(dim).With(keepdim).With(type).Tensor();

        public Tensor min() => Op.min.With(this).Tensor();

        public Tensor min(Tensor other) => Op.min_other.With(this).With(other).Tensor();

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Op.min_dim.With(this).With(dim).With(keepdim).Pair();

        public Tensor max() => Op.max.With(this).Tensor();

        public Tensor max(Tensor other) => Op.max_other.With(this).With(other).Tensor();

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Op.max_dim.With(this).With(dim).With(keepdim).Pair();

        public Tensor amin(params long[] dims) => Op.amin.With(this).With(dims).Tensor();

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            Out(Op.amin.With(this).With(dims).With(keepdim).Tensor(), @out);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            Out(Op.amin.With(this).With(dims).With(keepdim).Tensor(), @out);

        public Tensor amax(params long[] dims) => Op.amax.With(this).With(dims).Tensor();

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            Out(Op.amax.With(this).With(dims).With(keepdim).Tensor(), @out);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            Out(Op.amax.With(this).With(dims).With(keepdim).Tensor(), @out);

        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) =>
            Op.aminmax.With(this).With(dim).With(keepdim).Pair();

        public Tensor argmin() => Op.argmin.With(this).Tensor();

        public Tensor argmin(long dim, bool keepdim = false) => Op.argmin.With(this).With(dim).With(keepdim).Tensor();

        public Tensor argmax() => Op.argmax.With(this).Tensor();

        public Tensor argmax(long dim, bool keepdim = false) => Op.argmax.With(this).With(dim).With(keepdim).Tensor();

        public Tensor std(bool unbiased = true) => Op.std.With(this).With(unbiased).Tensor();

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.std_dim.With(As(type)).With([dim]).With(unbiased).With(keepdim).Tensor();

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.std_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Tensor();

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.std_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Tensor();

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.std_dim.With(As(type)).With([dim.Item1, dim.Item2]).With(unbiased).With(keepdim).Tensor();

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.std_dim.With(As(type)).With([dim.Item1, dim.Item2, dim.Item3]).With(unbiased).With(keepdim).Tensor();

        public Tensor var(bool unbiased = true) => Op.var.With(this).With(unbiased).Tensor();

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.var_dim.With(As(type)).With([dim]).With(unbiased).With(keepdim).Tensor();

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.var_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Tensor();

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.var_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Tensor();

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.var_dim.With(As(type)).With([dim.Item1, dim.Item2]).With(unbiased).With(keepdim).Tensor();

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.var_dim.With(As(type)).With([dim.Item1, dim.Item2, dim.Item3]).With(unbiased).With(keepdim).Tensor();

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Op.std_mean.With(this).With(unbiased).Pair();

        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.std_mean_dim.With(As(type)).With([dim]).With(unbiased).With(keepdim).Pair();

        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            Op.std_mean_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Pair();

        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            Op.std_mean_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Pair();

        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.std_mean_dim.With(As(type)).With([dim.Item1, dim.Item2]).With(unbiased).With(keepdim).Pair();

        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            Op.std_mean_dim.With(As(type)).With([dim.Item1, dim.Item2, dim.Item3]).With(unbiased).With(keepdim).Pair();

        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => Op.var_mean.With(this).With(unbiased).Pair();

        public (Tensor @var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Op.var_mean_dim.With(As(type)).With([dim]).With(unbiased).With(keepdim).Pair();

        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            Op.var_mean_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Pair();

        public (Tensor std, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            Op.var_mean_dim.With(As(type)).With(dimensions).With(unbiased).With(keepdim).Pair();

        public (Tensor @var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            Op.var_mean_dim.With(As(type)).With([dim.Item1, dim.Item2]).With(unbiased).With(keepdim).Pair();

        public (Tensor @var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false,
            ScalarType? type = null) =>
            Op.var_mean_dim.With(As(type)).With([dim.Item1, dim.Item2, dim.Item3]).With(unbiased).With(keepdim).Pair();

        public Tensor norm(float p = 2) => Op.norm_Scalar.With(this).With(p).Tensor();

        public Tensor norm(int dim, bool keepdim = false, float p = 2) =>
            Op.norm_ScalarOpt_dim.With(this).With(p).With([dim]).With(keepdim).Tensor();

        public Tensor logsumexp(long dim, bool keepdim = false) => Op.logsumexp.With(this).With([dim]).With(keepdim).Tensor();

        public Tensor all() => Op.all.With(this).Tensor();

        public Tensor all(long dim, bool keepdim = false) => Op.all_dim.With(this).With(dim).With(keepdim).Tensor();

        public Tensor any() => Op.any.With(this).Tensor();

        public Tensor any(long dim, bool keepdim = false) => Op.any_dim.With(this).With(dim).With(keepdim).Tensor();

        public Tensor median() => Op.median.With(this).Tensor();

        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) =>
            Op.mode.With(this).With(dim).With(keepdim).Pair();

        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            Op.nanmean.With(this).With(dim).With(keepdim).With(dtype).Tensor();

        public Tensor nansum() => Op.nansum.With(this).Tensor();

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) =>
            Op.quantile.With(this).With(q).With(dim).With(keepdim).Tensor();

        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) =>
            Op.nanquantile.With(this).With(q).With(dim).With(keepdim).Tensor();

        public Tensor cumsum(long dim, ScalarType? type = null) => Op.cumsum.With(this).With(dim).With(type).Tensor();

        public Tensor cumprod(long dim, ScalarType? type = null) => Op.cumprod.With(this).With(dim).With(type).Tensor();

        public Tensor logcumsumexp(long dim) => Op.logcumsumexp.With(this).With(dim).Tensor();

        public (Tensor values, Tensor indexes) cummax(long dim) => Op.cummax.With(this).With(dim).Pair();

        public (Tensor values, Tensor indexes) cummin(long dim) => Op.cummin.With(this).With(dim).Pair();

        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Op.count_nonzero.With(this).Tensor() : Op.count_nonzero_dim_IntList.With(this).With(dims).Tensor();

        public Tensor bincount(Tensor? weights, long minlength = 0) => Op.bincount.With(this).With(weights).With(minlength).Tensor();

        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Op.histc.With(this).With(bins).With(min).With(max).Tensor();

        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            Op.diff.With(this).With(n).With(dim).With(prepend).With(append).Tensor();

        public Tensor nanmedian() => Op.nanmedian.With(this).Tensor();

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Op.kthvalue.With(this).With(k).With(dim ?? -1L).With(keepdim).Pair();

        private Tensor As(ScalarType? type) => type is { } wanted && wanted != dtype ? to_type(wanted) : this;

        private static Tensor Out(Tensor result, Tensor? target)
        {
            if (target is null)
                return result;
            target.copy_(result);
            result.Dispose();
            return target;
        }
    }
}
