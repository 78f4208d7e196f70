using HierVQ.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = HierVQ.Layers.LayerNorm;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors.Hq;

/// <summary>
/// The prediction head transformer (PHT): what the main transformer says of a position becomes the codes of the local pyramid there. The
/// <see cref="IPredictionHead"/> says what its slots read and in which order they are decided.
/// </summary>
internal sealed class HeadTransformer : IDisposable
{
    private readonly Parameter _start; // (1, 1, d)
    private readonly SlotGroups _groups;

    public HeadTransformer(HqBuilder builder)
    {
        Tables = builder.CodeTables("_depth", _ => builder.Width);
        Head = builder.Head(Tables);
        _start = builder.Vectors("sos_depth", 1, 1, builder.Width);
        Blocks = builder.Blocks("depths", builder.Options.HeadLayers);
        Norms = builder.Norms();
        Outputs = builder.Outputs();
        _groups = new SlotGroups(Head.Groups, builder.Device);
    }

    /// <summary>The tables of the codes. Some heads do not read all of them; the published checkpoints have them.</summary>
    public CodeTables Tables { get; }

    /// <summary>What the slots read.</summary>
    public IPredictionHead Head { get; }

    /// <summary>What slot 0 adds to what the main transformer says, (1, 1, d).</summary>
    public Tensor Start => _start;

    /// <summary>The blocks.</summary>
    public IReadOnlyList<TransformerBlock> Blocks { get; }

    /// <summary>The last norm of each level.</summary>
    public IReadOnlyList<LayerNorm> Norms { get; }

    /// <summary>The logits of each level.</summary>
    public IReadOnlyList<Linear> Outputs { get; }

    /// <summary>Teacher-forced logits of each level, (4^level T N, K).</summary>
    /// <param name="hidden">What the main transformer says, (T, N, d).</param>
    /// <param name="codes">The codes of each level, (4^level, T, N).</param>
    /// <param name="pass">How the network runs.</param>
    public Tensor[] Logits(Tensor hidden, IReadOnlyList<Tensor> codes, TransformerPass pass)
    {
        Tensor first = hidden.add(_start).view(1, -1, hidden.size(-1)); // (1, T N, d)
        Tensor slots = cat([first, .. Head.Inputs([.. codes.Select(of => of.flatten(1))])]).As(pass.Type); // (slots, T N, d)
        foreach (TransformerBlock block in Blocks)
            slots = block.Slots(slots, _groups, pass.Results, pass.Weights);
        return [.. Norms.Zip(Outputs, (norm, output) => (norm, output)).Select((layers, level) =>
            layers.output.call(layers.norm.call(slots.narrow(0, LocalPyramids.FirstSlot(level), LocalPyramids.Codes(level)).flatten(0, 1))).As(ScalarType.Float32))];
    }

    public void Dispose() => _groups.Dispose();
}
