using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>Causal attention position by position, with the keys and values of those before it kept.</summary>
internal sealed class CausalAttentionSteps : IDisposable
{
    private readonly int _heads;
    private readonly PointSteps _query;
    private readonly PointSteps _key;
    private readonly PointSteps _value;
    private readonly Tensor _allKeys; // (most maps, heads, positions, head width)
    private readonly Tensor _allValues; // the same
    private Tensor _keys; // of the maps of this batch
    private Tensor _values;

    public CausalAttentionSteps(CausalAttention2d layer, int maxRows, int positions)
    {
        _heads = layer.Heads;
        (_query, _key, _value) = (new PointSteps(layer.Query), new PointSteps(layer.Key), new PointSteps(layer.Value));
        long channels = layer.Value.Direction.size(0);
        long[] shape = [maxRows, _heads, positions, channels / _heads];
        _allKeys = zeros(shape, dtype: layer.Value.Direction.dtype, device: layer.Value.Direction.device).DetachFromDisposeScope();
        _allValues = _allKeys.zeros_like().DetachFromDisposeScope();
        (_keys, _values) = (_allKeys, _allValues);
    }

    /// <summary>Begins with new maps; what is made here lives in the caller's dispose scope.</summary>
    public void Begin(int count) => (_keys, _values) = (_allKeys.narrow(0, 0, count), _allValues.narrow(0, 0, count));

    /// <summary>What a position sees of those before it, (N, channels); the first sees zeros. Its own key and value are kept for those to come.</summary>
    /// <param name="position">Number of positions before it.</param>
    /// <param name="asking">(N, query channels).</param>
    /// <param name="asked">(N, key channels).</param>
    public Tensor At(int position, Tensor asking, Tensor asked)
    {
        using DisposeScope scope = NewDisposeScope();
        Keep(_keys, position, _key.At(asked));
        Tensor value = _value.At(asked);
        Keep(_values, position, value);
        if (position == 0)
            return value.zeros_like().MoveToOuterDisposeScope();
        Tensor query = Split(_query.At(asking)).unsqueeze(2); // (N, heads, 1, head width)
        Tensor scores = query.matmul(_keys.narrow(2, 0, position).transpose(2, 3)).div_(MathF.Sqrt(query.size(3))); // (N, heads, 1, position)
        return scores.softmax(3).matmul(_values.narrow(2, 0, position)).flatten(1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
        _allKeys.Dispose();
        _allValues.Dispose();
    }

    private void Keep(Tensor all, int position, Tensor one) => all.select(2, position).copy_(Split(one));

    private Tensor Split(Tensor position) => position.view(position.size(0), _heads, -1);
}
