using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>The blocks of one resolution of an encoder or decoder: residual blocks, each followed by attention where the resolution has it, then the change of resolution.</summary>
internal sealed class ResolutionBlocks : nn.Module<Tensor, Tensor>
{
    private readonly Numbered<ResidualBlock> block;
    private readonly Numbered<AttentionBlock> attn;
    private readonly Downsample? downsample;
    private readonly Upsample? upsample;

    public ResolutionBlocks(int inputs, int outputs, int count, bool attends, LayerContext context, bool down = false, bool up = false)
        : base(nameof(ResolutionBlocks))
    {
        block = new(Enumerable.Range(0, count).Select(i => new ResidualBlock(i == 0 ? inputs : outputs, outputs, context)));
        attn = new(Enumerable.Range(0, attends ? count : 0).Select(_ => new AttentionBlock(outputs, context)));
        downsample = down ? new Downsample(outputs, context) : null;
        upsample = up ? new Upsample(outputs, context) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Chain.Call(input, [.. InOrder(), downsample, upsample]);

    private IEnumerable<nn.Module<Tensor, Tensor>> InOrder()
    {
        for (int i = 0; i < block.Count; i++)
        {
            yield return block[i];
            if (i < attn.Count)
                yield return attn[i];
        }
    }
}
