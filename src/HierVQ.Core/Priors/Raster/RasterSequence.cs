using HierVQ.Codes;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Raster;

/// <summary>
/// Code pyramids as sequences: level by level, each in an ordering, the codes of a position one after the other. Positions come before images, as
/// in the transformer.
/// </summary>
internal sealed class RasterSequence : IDisposable
{
    private readonly CodeLayout _layout;
    private readonly int[] _order; // entry k: where in a flat pyramid the k-th code of a sequence lies
    private readonly Tensor? _places; // the same on the device; null where it changes nothing
    private readonly Tensor? _numbers; // the inverse

    /// <exception cref="ArgumentException">The ordering does not go through maps of a level's size.</exception>
    public RasterSequence(CodeOrdering ordering, CodeLayout layout, Device device)
    {
        _layout = layout;
        _order = CodeOrder.OfPyramid(ordering, layout);
        if (ordering == CodeOrdering.RowMajor)
            return;
        _places = tensor(_order, ScalarType.Int64, device).DetachFromDisposeScope();
        _numbers = tensor(CodeOrder.Inverse(_order), ScalarType.Int64, device).DetachFromDisposeScope();
    }

    /// <summary>Codes of a sequence, T.</summary>
    public int Length => _order.Length;

    /// <summary>Where in a flat pyramid a code of a sequence lies.</summary>
    public int Place(int number) => _order[number];

    /// <summary>The level of a code of a sequence.</summary>
    public int Level(int number)
    {
        int level = 0;
        while (level + 1 < _layout.Count && _layout.Offset(level + 1) <= number)
            level++;
        return level;
    }

    /// <summary>Pyramids (N, T) to sequences (T, N).</summary>
    public Tensor Of(Tensor pyramids) => (_places is null ? pyramids : pyramids.index_select(1, _places)).t().contiguous();

    /// <summary>Sequences (T, N) to pyramids (N, T).</summary>
    public Tensor ToPyramids(Tensor sequences) => (_numbers is null ? sequences : sequences.index_select(0, _numbers)).t().contiguous();

    /// <summary>Distributions of a level in raster order, (N, codes of the level, K), in the order of a sequence: (codes of the level, N, K).</summary>
    public Tensor OfLevel(int level, Tensor distributions)
    {
        if (_places is null)
            return distributions.transpose(0, 1);
        using Tensor places = _places.narrow(0, _layout.Offset(level), _layout[level].Count).sub(_layout.Offset(level));
        return distributions.index_select(1, places).transpose(0, 1);
    }

    /// <summary>The order of samplers: a step a code. Settings go by level or, in a single level of several codes a position, by depth.</summary>
    public DecodeOrder DecodeOrder() => new(_layout, _order.Select((place, number) => (DecodeDraw[])
        [new DecodeDraw(Level(number), [place], _layout.Count == 1 ? place % _layout[0].Depth : Level(number))]));

    public void Dispose()
    {
        _places?.Dispose();
        _numbers?.Dispose();
    }
}
