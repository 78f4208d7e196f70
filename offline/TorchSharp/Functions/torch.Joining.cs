using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0L) => cat(AsSpan(tensors), dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0L) => cat((ReadOnlySpan<Tensor>)tensors, dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0L) => Op.cat.Begin().With(tensors).With(dim).Tensor();

    public static Tensor concat(IList<Tensor> tensors, long dim = 0L) => cat(tensors, dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0L) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0L) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0L) =>
        Op.stack.Begin().With((ReadOnlySpan<Tensor>)(tensors as Tensor[] ?? tensors.ToArray())).With(dim).Tensor();

    public static Tensor hstack(params Tensor[] tensors) => Op.hstack.Begin().With((ReadOnlySpan<Tensor>)tensors).Tensor();

    public static Tensor hstack(IList<Tensor> tensors) => Op.hstack.Begin().With(AsSpan(tensors)).Tensor();

    public static Tensor vstack(params Tensor[] tensors) => Op.vstack.Begin().With((ReadOnlySpan<Tensor>)tensors).Tensor();

    public static Tensor vstack(IList<Tensor> tensors) => Op.vstack.Begin().With(AsSpan(tensors)).Tensor();

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Op.meshgrid_indexing.Begin().With((ReadOnlySpan<Tensor>)tensors.ToArray()).With(indexing).Tensors();

    public static Tensor einsum(string equation, params Tensor[] tensors) =>
        Op.einsum.Begin().With(equation).With((ReadOnlySpan<Tensor>)tensors).Tensor();

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Op.where_self.With(condition).With(x).With(y).Tensor();

    public static Tensor[] where(Tensor condition) => Op.where.With(condition).Tensors();
}
