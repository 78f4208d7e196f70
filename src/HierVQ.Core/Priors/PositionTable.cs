using HierVQ.Codes;
using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Embedding = HierVQ.Layers.Embedding;

namespace HierVQ.Priors;

/// <summary>Learned vectors of the positions of a code map: one a position in raster order, or one a row plus one a column.</summary>
internal sealed class PositionTable
{
    private readonly CodeLevel _level;
    private readonly Embedding? _raster; // (context, d)
    private readonly Embedding? _rows; // (context rows, d)
    private readonly Embedding? _columns; // (context columns, d)

    /// <param name="kind">How positions are known.</param>
    /// <param name="level">The code map.</param>
    /// <param name="context">Positions that the table has, see <see cref="Check"/>; a square number with rows and columns; 0 for just the map's.</param>
    /// <param name="width">Width d of a vector.</param>
    /// <param name="deviation">Standard deviation of the first vectors.</param>
    /// <param name="init">Source of the vectors.</param>
    /// <param name="device">Where the table lives.</param>
    public PositionTable(PositionEmbedding kind, CodeLevel level, int context, int width, double deviation, Generator init, Device device)
    {
        _level = level;
        if (kind == PositionEmbedding.OneDimensional)
        {
            _raster = new Embedding(context == 0 ? level.Count : context, width, init, device, deviation);
            return;
        }
        int side = (int)Math.Sqrt(context);
        _rows = new Embedding(context == 0 ? level.Height : side, width, init, device, deviation);
        _columns = new Embedding(context == 0 ? level.Width : side, width, init, device, deviation);
    }

    /// <summary>Checks whether a table has room for a map.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void Check(PositionEmbedding kind, CodeLevel level, int context)
    {
        if (context == 0)
            return;
        int side = (int)Math.Sqrt(context);
        if (kind == PositionEmbedding.OneDimensional && context < level.Count)
            throw new ArgumentException($"ContextLength is {context}, but the top level has {level.Count} codes; it must be at least that, or 0 for just these.", nameof(context));
        if (kind == PositionEmbedding.TwoDimensional && (side < level.Height || side < level.Width))
            throw new ArgumentException($"ContextLength is {context}, which makes {side} rows and columns, but the top level is {level.Height}x{level.Width}; raise it, or set 0 for just these.", nameof(context));
    }

    /// <summary>The vectors of the map's positions, (height x width, d).</summary>
    public Tensor Vectors => _raster is not null
        ? _raster.Weight.narrow(0, 0, _level.Count)
        : _rows!.Weight.narrow(0, 0, _level.Height).unsqueeze(1).add(_columns!.Weight.narrow(0, 0, _level.Width)).flatten(0, 1);

    /// <summary>Adds the tables to the state dictionary of <paramref name="module"/>.</summary>
    public void Register(string name, nn.Module module)
    {
        if (_raster is not null)
        {
            module.register_module(name, _raster);
            return;
        }
        module.register_module(name + "_h", _rows!);
        module.register_module(name + "_w", _columns!);
    }
}
