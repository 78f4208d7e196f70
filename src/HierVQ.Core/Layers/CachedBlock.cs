using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>A <see cref="TransformerBlock"/> over new positions, with the keys and values of earlier ones in memory that is allocated once and written in place.</summary>
internal sealed class CachedBlock : IDisposable
{
    private readonly TransformerBlock _block;
    private readonly Tensor _weight; // (3 d, d), see SelfAttention.Fused
    private readonly Tensor _bias; // (3 d)
    private readonly Tensor _keys; // (P, batch x heads, d / heads)
    private readonly Tensor _values; // (P, batch x heads, d / heads)

    /// <param name="block">The block; its attention weights are copied.</param>
    /// <param name="positions">Positions that fit, P.</param>
    /// <param name="maxBatch">Most sequences.</param>
    public CachedBlock(TransformerBlock block, int positions, int maxBatch)
    {
        _block = block;
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        SelfAttention attention = block.Attention;
        (Tensor weight, Tensor bias) = attention.Fused();
        (_weight, _bias) = (weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
        long[] shape = [positions, (long)maxBatch * attention.Heads, attention.HeadWidth];
        _keys = zeros(shape, device: weight.device).DetachFromDisposeScope();
        _values = zeros(shape, device: weight.device).DetachFromDisposeScope();
    }

    /// <summary>The block over new positions (S, N, d), which see all before them.</summary>
    /// <param name="x">(S, N, d).</param>
    /// <param name="position">The first new position.</param>
    /// <param name="mask">(S, position + S), minus infinity where a new position does not see another; null where they see each other.</param>
    public Tensor Forward(Tensor x, int position, Tensor? mask)
    {
        SelfAttention attention = _block.Attention;
        long slots = x.size(0), items = x.size(1) * attention.Heads;
        Tensor[] parts = nn.functional.linear(_block.AttentionNorm.call(x), _weight, _bias).view(slots, items, 3, attention.HeadWidth).unbind(2);
        _keys.narrow(0, position, slots).narrow(1, 0, items).copy_(parts[1]);
        _values.narrow(0, position, slots).narrow(1, 0, items).copy_(parts[2]);
        Tensor keys = _keys.narrow(0, 0, position + slots).narrow(1, 0, items);
        Tensor values = _values.narrow(0, 0, position + slots).narrow(1, 0, items);
        Tensor scores = parts[0].transpose(0, 1).bmm(keys.permute(1, 2, 0)).mul_(attention.Scale); // (N heads, S, P)
        if (mask is not null)
            scores.add_(mask);
        Tensor weights = scores.softmax(-1);
        Tensor mixed = weights.bmm(values.transpose(0, 1)).transpose(0, 1).reshape(x.shape);
        return _block.Finish(x, attention.Projection.call(mixed), dropout: null);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }
}
