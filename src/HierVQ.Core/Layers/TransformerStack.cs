using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Transformer blocks one after the other, registered as <c>blocks.N</c>.</summary>
internal sealed class TransformerStack : nn.Module
{
    private readonly Numbered<TransformerBlock> blocks;

    public TransformerStack(params IEnumerable<TransformerBlock> blocks) : base(nameof(TransformerStack))
    {
        this.blocks = new Numbered<TransformerBlock>(blocks);
        RegisterComponents();
    }

    /// <summary>The blocks.</summary>
    public IReadOnlyList<TransformerBlock> Blocks => blocks;

    /// <summary>All blocks with attention through a mask, see <see cref="SelfAttention.Masked"/>.</summary>
    /// <param name="x">(S, N, d).</param>
    /// <param name="mask">(S, S), 0 or minus infinity.</param>
    /// <param name="dropout">Dropout of the results, or null.</param>
    /// <param name="weightDropout">Dropout of the attention weights, or null.</param>
    public Tensor Masked(Tensor x, Tensor mask, Dropout? dropout, Dropout? weightDropout)
    {
        foreach (TransformerBlock block in blocks)
            x = block.Masked(x, mask, dropout, weightDropout);
        return x;
    }

    /// <summary>All blocks with attention among slots, see <see cref="SelfAttention.Slots"/>.</summary>
    /// <param name="x">(S, M, d).</param>
    /// <param name="groups">Which slots see which.</param>
    /// <param name="dropout">Dropout of the results, or null.</param>
    /// <param name="weightDropout">Dropout of the attention weights, or null.</param>
    public Tensor Slots(Tensor x, SlotGroups groups, Dropout? dropout, Dropout? weightDropout)
    {
        foreach (TransformerBlock block in blocks)
            x = block.Slots(x, groups, dropout, weightDropout);
        return x;
    }
}
