using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Other shapes of the same elements.
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Op.view.With(this).With(shape).Tensor();

        public Tensor view_as(Tensor other) => Op.view_as.With(this).With(other).Tensor();

        public Tensor reshape(params long[] shape) => Op.reshape.With(this).With(shape).Tensor();

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor permute(params long[] permutation) => Op.permute.With(this).With(permutation).Tensor();

        public Tensor transpose(long dim0, long dim1) => Op.transpose_int.With(this).With(dim0).With(dim1).Tensor();

        public Tensor transpose_(long dim0, long dim1) => Op.transpose_.With(this).With(dim0).With(dim1).InPlace(this);

        public Tensor t() => Op.t.With(this).Tensor();

        public Tensor squeeze(long? dim = null) =>
            dim is { } one ? Op.squeeze_dim.With(this).With(one).Tensor() : Op.squeeze.With(this).Tensor();

        public Tensor squeeze_(long? dim = null) =>
            dim is { } one ? Op.squeeze__dim.With(this).With(one).InPlace(this) : Op.squeeze_.With(this).InPlace(this);

        public Tensor unsqueeze(long dim) => Op.unsqueeze.With(this).With(dim).Tensor();

        public Tensor unsqueeze_(long dim) => Op.unsqueeze_.With(this).With(dim).InPlace(this);

        public Tensor expand(params long[] sizes) => Op.expand.With(this).With(sizes).Tensor();

        public Tensor expand(long[] sizes, bool isImplicit = false) => Op.expand.With(this).With(sizes).With(isImplicit).Tensor();

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) =>
            Op.expand.With(this).With(sizes).With(isImplicit).Tensor();

        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);

        public Tensor expand_as(Tensor other) => Op.expand_as.With(this).With(other).Tensor();

        public Tensor broadcast_to(params long[] shape) => Op.broadcast_to.With(this).With(shape).Tensor();

        public Tensor repeat(params long[] sizes) => Op.repeat.With(this).With(sizes).Tensor();

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Op.repeat_interleave_self_int.With(this).With(repeats).With(dim).With(output_size).Tensor();

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Op.repeat_interleave_self_Tensor.With(this).With(repeats).With(dim).With(output_size).Tensor();

        public Tensor flatten(long start_dim = 0, long end_dim = -1) =>
            Op.flatten_using_ints.With(this).With(start_dim).With(end_dim).Tensor();

        public Tensor unflatten(long dim, params long[] sizes) => Op.unflatten_int.With(this).With(dim).With(sizes).Tensor();

        public Tensor ravel() => Op.ravel.With(this).Tensor();

        public Tensor movedim(long[] source, long[] destination) => Op.movedim_intlist.With(this).With(source).With(destination).Tensor();

        public Tensor moveaxis(long[] source, long[] destination) => Op.moveaxis_intlist.With(this).With(source).With(destination).Tensor();

        public Tensor swapaxes(long dim0, long dim1) => Op.swapaxes.With(this).With(dim0).With(dim1).Tensor();

        public Tensor swapdims(long dim0, long dim1) => Op.swapdims.With(this).With(dim0).With(dim1).Tensor();

        public Tensor narrow(long dim, long start, long length) => Op.narrow.With(this).With(dim).With(start).With(length).Tensor();

        public Tensor select(long dim, long index) => Op.select_int.With(this).With(dim).With(index).Tensor();

        public Tensor slice(long dim, long start, long finish, long step) =>
            Op.slice_Tensor.With(this).With(dim).With(start).With(finish).With(step).Tensor();

        public Tensor[] split(params long[] sizes) => Op.split_sizes.With(this).With(sizes).Tensors();

        public Tensor[] split(long size, int dim = 0) => Op.split_Tensor.With(this).With(size).With(dim).Tensors();

        public Tensor[] split(long[] sizes, long dim = 0) => Op.split_sizes.With(this).With(sizes).With(dim).Tensors();

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Op.split_sizes.With(this).With(sizes).With(dim).Tensors();

        public Tensor[] tensor_split(long size, long dim = 0) => Op.tensor_split_sections.With(this).With(size).With(dim).Tensors();

        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Op.tensor_split_indices.With(this).With(sizes).With(dim).Tensors();

        public Tensor[] tensor_split(Tensor indices, long dim = 0) =>
            Op.tensor_split_tensor_indices_or_sections.With(this).With(indices).With(dim).Tensors();

        public Tensor[] chunk(long chunks, long dim = 0) => Op.chunk.With(this).With(chunks).With(dim).Tensors();

        public Tensor[] unbind(long dimension = 0) => Op.unbind_int.With(this).With(dimension).Tensors();

        public Tensor unfold(long dimension, long size, long step) => Op.unfold.With(this).With(dimension).With(size).With(step).Tensor();

        public Tensor flip(params long[] dims) => Op.flip.With(this).With(dims).Tensor();

        public Tensor fliplr() => Op.fliplr.With(this).Tensor();

        public Tensor flipud() => Op.flipud.With(this).Tensor();

        public Tensor roll(long[] shifts) => Op.roll.With(this).With(shifts).Tensor();

        public Tensor roll(long shifts, long? dims = null) =>
            Op.roll.With(this).With([shifts]).With(dims is { } one ? [one] : Array.Empty<long>()).Tensor();

        public Tensor roll(long[] shifts, long[] dims) => Op.roll.With(this).With(shifts).With(dims).Tensor();

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Op.roll.With(this).With(shifts).With(dims).Tensor();

        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Op.roll.With(this).With([shifts.Item1, shifts.Item2]).With([dims.Item1, dims.Item2]).Tensor();

        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Op.roll.With(this).With([shifts.Item1, shifts.Item2, shifts.Item3]).With([dims.Item1, dims.Item2, dims.Item3]).Tensor();

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Op.diagonal.With(this).With(offset).With(dim1).With(dim2).Tensor();

        public Tensor diag(long diagonal = 0) => Op.diag.With(this).With(diagonal).Tensor();

        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) =>
            Op.diag_embed.With(this).With(offset).With(dim1).With(dim2).Tensor();

        public Tensor diagflat(long offset = 0) => Op.diagflat.With(this).With(offset).Tensor();

        public Tensor tril(long diagonal = 0) => Op.tril.With(this).With(diagonal).Tensor();

        public Tensor tril_(long diagonal = 0) => Op.tril_.With(this).With(diagonal).InPlace(this);

        public Tensor triu(long diagonal = 0) => Op.triu.With(this).With(diagonal).Tensor();

        public Tensor triu_(long diagonal = 0) => Op.triu_.With(this).With(diagonal).InPlace(this);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Op.as_strided.With(this).With(size).With(strides).With(storageOffset).Tensor();

        public Tensor channel_shuffle(long groups) => Op.channel_shuffle.With(this).With(groups).Tensor();

        public Tensor atleast_1d() => Op.atleast_1d.With(this).Tensor();

        public Tensor atleast_2d() => Op.atleast_2d.With(this).Tensor();

        public Tensor atleast_3d() => Op.atleast_3d.With(this).Tensor();

        public Tensor[] hsplit(long size) => Op.hsplit_int.With(this).With(size).Tensors();

        public Tensor[] hsplit(params long[] sizes) => Op.hsplit_array.With(this).With(sizes).Tensors();

        public Tensor[] vsplit(long size) => Op.vsplit_int.With(this).With(size).Tensors();

        public Tensor[] vsplit(params long[] sizes) => Op.vsplit_array.With(this).With(sizes).Tensors();

        public Tensor tile(long[] reps) => Op.tile.With(this).With(reps).Tensor();
    }
}
