using HierVQ.Codes;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// The order in which a two-level prior sees codes: a top code with the 2 x 2 block of bottom codes below it, read row by row. Positions come
/// before images, as in the transformer.
/// </summary>
internal sealed class LocalPyramids
{
    /// <summary>Bottom codes of a pyramid.</summary>
    public const int Below = 4;

    private readonly int _height;
    private readonly int _width;

    /// <exception cref="ArgumentException">The layout does not have two levels of depth 1, the lower twice as high and wide.</exception>
    public LocalPyramids(CodeLayout layout)
    {
        Check(layout);
        (_height, _width) = (layout[0].Height, layout[0].Width);
    }

    /// <exception cref="ArgumentException">The layout does not have two levels of depth 1, the lower twice as high and wide.</exception>
    public static void Check(CodeLayout layout)
    {
        if (layout.Count != 2 || layout[0].Depth != 1 || layout[1].Depth != 1 || layout[1].Height != 2 * layout[0].Height || layout[1].Width != 2 * layout[0].Width)
            throw new ArgumentException($"HQ-Transformer needs two levels of depth 1, the lower twice as high and wide as the upper; the codes are {layout}.", nameof(layout));
    }

    /// <summary>Number of top codes T.</summary>
    public int Positions => _height * _width;

    /// <summary>Splits pyramids (N, 5 T) into top codes (T, N) and bottom codes (4, T, N).</summary>
    public (Tensor Top, Tensor Bottom) Split(Tensor codes) =>
        (codes.narrow(1, 0, Positions).t().contiguous(), Blocks(codes.narrow(1, Positions, Below * Positions)).reshape(Below, Positions, -1));

    /// <summary>Joins a number a code, (T, N) and (4, T, N), to pyramids (N, 5 T).</summary>
    public Tensor Join(Tensor top, Tensor bottom) =>
        cat([top.t(), bottom.view(2, 2, _height, _width, -1).permute(4, 2, 0, 3, 1).reshape(-1, Below * Positions)], 1);

    /// <summary>Distributions of the top level, (N, T, K), as a view (T, N, K).</summary>
    public static Tensor OfTop(Tensor distributions) => distributions.transpose(0, 1);

    /// <summary>Distributions of the bottom level in raster order, (N, 4 T, K), as a view (2, 2, height, width, N, K).</summary>
    public Tensor OfBottom(Tensor distributions) => distributions.view(-1, _height, 2, _width, 2, distributions.size(-1)).permute(2, 4, 1, 3, 0, 5);

    /// <summary>Where in a flat pyramid bottom code <paramref name="slot"/> of position <paramref name="position"/> lies.</summary>
    public int BottomIndex(int position, int slot)
    {
        int row = (2 * (position / _width)) + (slot / 2), column = (2 * (position % _width)) + (slot % 2);
        return Positions + (row * 2 * _width) + column;
    }

    /// <summary>The order in which codes are drawn: at each position the top code, then the four below it side by side.</summary>
    public DecodeOrder Order(CodeLayout layout) => new(layout, Enumerable.Range(0, Positions).Select(position => (DecodeDraw[])
    [
        new(0, [position], 0),
        new(1, [.. Enumerable.Range(0, Below).Select(slot => BottomIndex(position, slot))], 1),
    ]));

    private Tensor Blocks(Tensor bottom) => bottom.reshape(-1, _height, 2, _width, 2).permute(2, 4, 1, 3, 0); // (2, 2, height, width, N)
}
