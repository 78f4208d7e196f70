using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// Multi-head self-attention (Vaswani et al. 2017, section 3.2.2). Positions come first in the tensors, so that heads are views and nothing
/// is copied to split or to join them.
/// </summary>
public sealed class SelfAttention : nn.Module
{
    // Up to so many slots elementwise attention is the faster one.
    private const int FewSlots = 8;
    private readonly int _heads;
    private readonly int _width;
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear proj;

    /// <summary>Makes the layer.</summary>
    /// <param name="width">Width d of a position, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="deviation">Standard deviation of the first weights.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where the layer lives.</param>
    public SelfAttention(int width, int heads, double deviation, Generator init, Device device) : base(nameof(SelfAttention))
    {
        if (heads < 1 || width % heads != 0)
            throw new ArgumentOutOfRangeException(nameof(heads), heads, $"A width of {width} cannot be shared by {heads} heads.");
        _heads = heads;
        _width = width;
        key = new Linear(width, width, init, device, deviation: deviation);
        query = new Linear(width, width, init, device, deviation: deviation);
        value = new Linear(width, width, init, device, deviation: deviation);
        proj = new Linear(width, width, init, device, deviation: deviation);
        RegisterComponents();
    }

    /// <summary>Width of a head.</summary>
    public int HeadWidth => _width / _heads;

    /// <summary>Number of heads.</summary>
    public int Heads => _heads;

    /// <summary>What scores are multiplied by: 1 / sqrt(d / heads).</summary>
    public float Scale => 1 / MathF.Sqrt(HeadWidth);

    /// <summary>The map to what a position asks for.</summary>
    public Linear Query => query;

    /// <summary>The map to what a position is found by.</summary>
    public Linear Key => key;

    /// <summary>The map to what a position gives.</summary>
    public Linear Value => value;

    /// <summary>The map of the joined heads.</summary>
    public Linear Projection => proj;

    /// <summary>
    /// Weights (3 d, d) and biases (3 d) of query, key and value as one product. The rows of a head lie together, its query, key and value one
    /// after the other.
    /// </summary>
    public (Tensor Weight, Tensor Bias) Fused()
    {
        Tensor Rows(Linear layer) => layer.Weight.view(_heads, HeadWidth, _width);
        Tensor Biases(Linear layer) => layer.Bias!.view(_heads, HeadWidth);
        return (stack([Rows(query), Rows(key), Rows(value)], 1).view(3 * _width, _width),
            stack([Biases(query), Biases(key), Biases(value)], 1).view(3 * _width));
    }

    /// <summary>Attention of each position to those that the mask opens.</summary>
    /// <param name="x">(S, N, d).</param>
    /// <param name="mask">(S, S), 0 where a position (row) sees another (column) and minus infinity elsewhere.</param>
    /// <param name="weightDropout">Dropout of the attention weights, or null.</param>
    /// <returns>(S, N, d).</returns>
    public Tensor Masked(Tensor x, Tensor mask, Dropout? weightDropout)
    {
        long length = mask.size(0), rows = x.numel() / (length * _width);
        (Tensor q, Tensor k, Tensor v) = Split(x, length, rows); // (S, N heads, d / heads)
        using Tensor scores = baddbmm(mask.As(q.dtype), q.transpose(0, 1), k.permute(1, 2, 0), alpha: Scale); // (N heads, S, S)
        Tensor weights = scores.softmax(-1);
        if (weightDropout is not null)
            weights = weightDropout.call(weights);
        return proj.call(weights.bmm(v.transpose(0, 1)).transpose(0, 1).reshape(length, rows, _width));
    }

    /// <summary>Attention among the slots of many local pyramids.</summary>
    /// <param name="x">(S, M, d): S slots of M pyramids.</param>
    /// <param name="groups">Which slots see which.</param>
    /// <param name="weightDropout">Dropout of the attention weights, or null.</param>
    /// <returns>(S, M, d).</returns>
    internal Tensor Slots(Tensor x, SlotGroups groups, Dropout? weightDropout) =>
        groups.Slots > FewSlots ? Masked(x, groups.Mask, weightDropout) : FewSlotsOf(x, groups, weightDropout);

    // Products of five by five numbers are too small for a matrix product each; elementwise over all pyramids they cost a tenth.
    private Tensor FewSlotsOf(Tensor x, SlotGroups groups, Dropout? weightDropout)
    {
        long slots = x.size(0), rows = x.size(1);
        (Tensor q, Tensor k, Tensor v) = Split(x, slots, rows); // (S, M heads, d / heads)
        var mixed = new List<Tensor>();
        int first = 0;
        foreach (int size in groups.Sizes)
        {
            int seen = first + size;
            mixed.Add(seen == 1
                ? v.narrow(0, 0, 1) // its weight for itself is 1
                : Mixed(q.narrow(0, first, size), k.narrow(0, 0, seen), v.narrow(0, 0, seen), weightDropout));
            first = seen;
        }
        return proj.call((mixed.Count == 1 ? mixed[0] : cat(mixed)).reshape(slots, rows, _width)); // a view but for one slot alone
    }

    private Tensor Mixed(Tensor asking, Tensor keys, Tensor values, Dropout? weightDropout)
    {
        Tensor weights = asking.unsqueeze(1).mul(keys.unsqueeze(0)).sum(-1).mul_(Scale).softmax(1); // (asking, seen, M heads)
        if (weightDropout is not null)
            weights = weightDropout.call(weights);
        return weights.unsqueeze(-1).mul(values.unsqueeze(0)).sum(1); // (asking, M heads, d / heads)
    }

    private (Tensor Query, Tensor Key, Tensor Value) Split(Tensor x, long length, long rows)
    {
        (Tensor weight, Tensor bias) = Fused();
        ScalarType type = x.dtype;
        Tensor[] parts = nn.functional.linear(x, weight.As(type), bias.As(type)).view(length, rows * _heads, 3, HeadWidth).unbind(2);
        return (parts[0], parts[1], parts[2]);
    }
}
