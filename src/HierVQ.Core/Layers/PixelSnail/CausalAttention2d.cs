using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// Multi-head attention of each position of a map to those before it in raster order, without the position itself (Chen et al. 2017).
/// The first position sees nothing and gets zeros.
/// </summary>
internal sealed class CausalAttention2d : nn.Module
{
    /// <summary>What unseen positions score: low enough for a weight of exactly zero, and finite, since the first position sees none at all.</summary>
    private const float Unseen = -1e4f;

    private readonly int _heads;
    private readonly int _headWidth;
    private readonly WeightNormLinear query;
    private readonly WeightNormLinear key;
    private readonly WeightNormLinear value;
    private readonly Dropout dropout;

    /// <summary>Makes the layer.</summary>
    /// <param name="queryChannels">Channels of the map that asks.</param>
    /// <param name="keyChannels">Channels of the map that is asked.</param>
    /// <param name="channels">Channels of the result, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="context">Where the layer lives and what its weights and masks are drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The heads cannot share the channels.</exception>
    public CausalAttention2d(int queryChannels, int keyChannels, int channels, int heads, LayerContext context) : base(nameof(CausalAttention2d))
    {
        if (heads < 1 || channels < heads || channels % heads != 0)
            throw new ArgumentOutOfRangeException(nameof(heads), heads, $"{channels} channels cannot be shared by {heads} heads.");
        (_heads, _headWidth) = (heads, channels / heads);
        query = new WeightNormLinear(queryChannels, channels, context);
        key = new WeightNormLinear(keyChannels, channels, context);
        value = new WeightNormLinear(keyChannels, channels, context);
        dropout = new Dropout(context.Dropout, context.Noise);
        RegisterComponents();
    }

    /// <summary>Number of heads.</summary>
    public int Heads => _heads;

    /// <summary>The map to what a position asks for.</summary>
    public WeightNormLinear Query => query;

    /// <summary>The map to what a position is found by.</summary>
    public WeightNormLinear Key => key;

    /// <summary>The map to what a position gives.</summary>
    public WeightNormLinear Value => value;

    /// <summary>One pass.</summary>
    /// <param name="asking">(N, query channels, H, W).</param>
    /// <param name="asked">(N, key channels, H, W).</param>
    /// <param name="scoring">Whether nothing is dropped, whatever the mode of the module.</param>
    /// <returns>(N, channels, H, W).</returns>
    public Tensor Run(Tensor asking, Tensor asked, bool scoring = false)
    {
        using DisposeScope scope = NewDisposeScope();
        long rows = asked.size(2), columns = asked.size(3), length = rows * columns;
        Tensor found = asked.flatten(2).transpose(1, 2); // (N, H W, key channels)
        Tensor q = Split(query.Map(asking.flatten(2).transpose(1, 2))); // (N, heads, H W, head width)
        Tensor k = Split(key.Map(found)), v = Split(value.Map(found));
        Tensor before = ones([length, length], dtype: q.dtype, device: q.device).tril_(-1); // 1 where a position (row) sees another (column)
        Tensor scores = q.matmul(k.transpose(2, 3)).div_(MathF.Sqrt(_headWidth)).masked_fill(before.eq(0), Unseen);
        Tensor weights = scores.softmax(3).mul(before.amax([1], keepdim: true)); // (N, heads, H W, H W), the first row zero
        Tensor mixed = (scoring ? weights : dropout.call(weights)).matmul(v); // (N, heads, H W, head width)
        return mixed.transpose(2, 3).reshape(-1, _heads * _headWidth, rows, columns).MoveToOuterDisposeScope();
    }

    private Tensor Split(Tensor positions) => positions.view(positions.size(0), positions.size(1), _heads, _headWidth).transpose(1, 2);
}
