using TorchSharp.Binding;

namespace TorchSharp;

/// <summary>
/// The part of a tensor that an indexing expression names: a view, made by the plain indices and slices, and index tensors for the
/// dimensions of that view, where there are any.
/// </summary>
internal sealed class IndexedPlace : IDisposable
{
    private readonly torch.Tensor?[] _indices;
    private readonly bool _indexed;
    private torch.Tensor _view;

    internal IndexedPlace(torch.Tensor tensor, torch.TensorIndex[] indices)
    {
        _view = tensor.alias();
        int consumed = 0;
        foreach (torch.TensorIndex index in indices)
            consumed += Consumed(index);
        if (consumed > tensor.Dimensions)
        {
            _view.Dispose();
            throw new ArgumentException($"Too many indices ({consumed}) for a tensor with {tensor.Dimensions} dimensions.");
        }
        _indices = new torch.Tensor?[tensor.Dimensions + indices.Length];
        int dim = 0;
        foreach (torch.TensorIndex index in indices)
            dim = Apply(index, dim, (int)tensor.Dimensions - consumed);
        _indexed = Array.Exists(_indices, i => i is not null);
        _indices = _indices[..(Array.FindLastIndex(_indices, i => i is not null) + 1)];
    }

    internal torch.Tensor Read() => _indexed ? Op.index_Tensor.With(_view).WithIndices(_indices).Tensor() : _view.alias();

    internal void Write(torch.Tensor value, bool accumulate)
    {
        if (_indexed)
            Op.index_put_.With(_view).WithIndices(_indices).With(value).With(accumulate).InPlace(_view);
        else
            WritePlain(value, accumulate);
    }

    // A value may have leading dimensions of size 1 that the place lacks.
    private void WritePlain(torch.Tensor value, bool accumulate)
    {
        int surplus = (int)(value.Dimensions - _view.Dimensions);
        using torch.Tensor? fitting = surplus > 0 && Array.TrueForAll(value.shape[..surplus], size => size == 1) ? value.reshape(value.shape[surplus..]) : null;
        if (accumulate)
            _view.add_(fitting ?? value);
        else
            _view.copy_(fitting ?? value);
    }

    public void Dispose()
    {
        _view.Dispose();
        foreach (torch.Tensor? index in _indices)
            index?.Dispose();
    }

    private static int Consumed(torch.TensorIndex index) => index.Is switch
    {
        torch.TensorIndex.Kind.Single or torch.TensorIndex.Kind.Slice => 1,
        torch.TensorIndex.Kind.Tensor => index.Values!.dtype == torch.ScalarType.Bool ? (int)index.Values.Dimensions : 1,
        _ => 0,
    };

    /// <summary>Applies one index at dimension `dim` of the view, and returns the dimension that the next one is for.</summary>
    private int Apply(torch.TensorIndex index, int dim, int ellipsis)
    {
        switch (index.Is)
        {
            case torch.TensorIndex.Kind.Single:
                Become(Op.select_int.With(_view).With((long)dim).With(index.Start!.Value).Tensor());
                return dim;
            case torch.TensorIndex.Kind.Slice:
                if (index.Start is not null || index.Stop is not null || index.Step is not null)
                    Become(Op.slice_Tensor.With(_view).With((long)dim).With(index.Start).With(index.Stop).With(index.Step ?? 1).Tensor());
                return dim + 1;
            case torch.TensorIndex.Kind.None or torch.TensorIndex.Kind.Null:
                Become(_view.unsqueeze(dim));
                return dim + 1;
            case torch.TensorIndex.Kind.Ellipsis:
                return dim + ellipsis;
            case torch.TensorIndex.Kind.Bool:
                Become(_view.unsqueeze(dim));
                _indices[dim] = torch.full([1], index.Start!.Value, torch.ScalarType.Bool, _view.device);
                return dim + 1;
            default:
                _indices[dim] = index.Values!.alias();
                return dim + Math.Max(1, Consumed(index));
        }
    }

    private void Become(torch.Tensor view)
    {
        _view.Dispose();
        _view = view;
    }
}
