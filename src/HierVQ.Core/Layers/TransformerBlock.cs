using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// A pre-norm transformer block as in minGPT: x += attention(norm(x)); x += network(norm(x)), with dropout on both results. Positions come
/// first: (S, N, d).
/// </summary>
public sealed class TransformerBlock : nn.Module
{
    private readonly LayerNorm ln1;
    private readonly LayerNorm ln2;
    private readonly SelfAttention attn;
    private readonly TransformerNetwork mlp;

    /// <summary>Makes the block.</summary>
    /// <param name="width">Width d of a position.</param>
    /// <param name="heads">Attention heads, a divisor of <paramref name="width"/>.</param>
    /// <param name="approximateGelu">Whether GELU is x sigmoid(1.702 x) instead of the exact function.</param>
    /// <param name="deviation">Standard deviation of the first weights; biases begin at 0.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where the block lives.</param>
    public TransformerBlock(int width, int heads, bool approximateGelu, double deviation, Generator init, Device device) : base(nameof(TransformerBlock))
    {
        ln1 = new LayerNorm(width, device);
        ln2 = new LayerNorm(width, device);
        attn = new SelfAttention(width, heads, deviation, init, device);
        mlp = new TransformerNetwork(width, approximateGelu, deviation, init, device);
        RegisterComponents();
    }

    /// <summary>The norm before the attention.</summary>
    public LayerNorm AttentionNorm => ln1;

    /// <summary>The attention.</summary>
    public SelfAttention Attention => attn;

    /// <summary>The norm before the network.</summary>
    public LayerNorm NetworkNorm => ln2;

    /// <summary>The network.</summary>
    public TransformerNetwork Network => mlp;

    /// <summary>The block with attention through a mask, see <see cref="SelfAttention.Masked"/>.</summary>
    /// <param name="x">(S, N, d).</param>
    /// <param name="mask">(S, S), 0 or minus infinity.</param>
    /// <param name="dropout">Dropout of the results, or null.</param>
    /// <param name="weightDropout">Dropout of the attention weights, or null.</param>
    public Tensor Masked(Tensor x, Tensor mask, Dropout? dropout = null, Dropout? weightDropout = null) =>
        Finish(x, attn.Masked(ln1.call(x), mask, weightDropout), dropout);

    /// <summary>The block with attention among the slots of local pyramids, see <see cref="SelfAttention.Slots"/>.</summary>
    /// <param name="x">(S, M, d).</param>
    /// <param name="groups">Which slots see which.</param>
    /// <param name="dropout">Dropout of the results, or null.</param>
    /// <param name="weightDropout">Dropout of the attention weights, or null.</param>
    internal Tensor Slots(Tensor x, SlotGroups groups, Dropout? dropout = null, Dropout? weightDropout = null) =>
        Finish(x, attn.Slots(ln1.call(x), groups, weightDropout), dropout);

    internal Tensor Finish(Tensor x, Tensor attended, Dropout? dropout)
    {
        // In place: no gradient needs the sums' left sides, and large tensors are dear to allocate.
        x = Dropped(attended, dropout).add_(x);
        return Dropped(mlp.call(ln2.call(x)), dropout).add_(x);
    }

    private static Tensor Dropped(Tensor x, Dropout? dropout) => dropout is null ? x : dropout.call(x);
}
