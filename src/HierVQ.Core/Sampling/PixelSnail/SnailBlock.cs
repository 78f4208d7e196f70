using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>A block of PixelSNAIL at one position.</summary>
internal sealed unsafe class SnailBlock : IDisposable
{
    private const int Places = PixelSnailNetwork.BackgroundChannels;

    private readonly SnailBatch _batch;
    private readonly int _channels;
    private readonly GatedResidualLayer[] _residual;
    private readonly GatedResidualLayer? _keys;
    private readonly GatedResidualLayer? _queries;
    private readonly CausalAttentionLayer? _attention;
    private readonly GatedResidualLayer? _joined;
    private readonly PointLayer? _out;
    private readonly AlignedBuffer _wide; // (N, 2 C + 2): the input, what is near and the place
    private readonly AlignedBuffer _narrow; // (N, C + 2): what is near and the place
    private readonly AlignedBuffer _seen; // (N, C / 2)

    public SnailBlock(PixelBlock block, SnailBatch batch, int channels, SnailCondition? condition)
    {
        (_batch, _channels) = (batch, channels);
        _residual = [.. Enumerable.Range(0, block.Residual.Count).Select(i => new GatedResidualLayer(block.Residual[i], batch, condition))];
        if (block.Attention is { } attention)
        {
            _keys = new GatedResidualLayer(block.Keys!, batch);
            _queries = new GatedResidualLayer(block.Queries!, batch);
            _attention = new CausalAttentionLayer(attention, batch);
            _joined = new GatedResidualLayer(block.Joined!, batch);
        }
        else
        {
            _out = new PointLayer(block.Out!, batch);
        }
        _wide = new AlignedBuffer((long)batch.MaxRows * ((2 * channels) + Places));
        _narrow = new AlignedBuffer((long)batch.MaxRows * (channels + Places));
        _seen = new AlignedBuffer((long)batch.MaxRows * (_attention?.Outputs ?? 1));
    }

    /// <summary>Takes over what the rows of a new batch are told.</summary>
    public void Begin()
    {
        foreach (GatedResidualLayer block in _residual)
            block.Begin();
    }

    /// <summary>The block on <paramref name="x"/>, (N, C), in place.</summary>
    /// <param name="row">Row of the map.</param>
    /// <param name="column">Column of the map.</param>
    /// <param name="x">The rows of the batch.</param>
    /// <param name="place">The two numbers that say where the position is.</param>
    public void Run(int row, int column, float* x, ReadOnlySpan<float> place)
    {
        Fill(_wide, 2 * _channels, 0, x, place);
        foreach (GatedResidualLayer block in _residual)
            block.Run(row, column, x);
        Fill(_narrow, _channels, 0, x, place);
        if (_attention is null)
        {
            _out!.Run(row, column, _narrow.Pointer, x);
            return;
        }
        Fill(_wide, 2 * _channels, _channels, x, place);
        _keys!.Run(row, column, _wide.Pointer);
        _queries!.Run(row, column, _narrow.Pointer);
        _attention.Run(row, column, _narrow.Pointer, _wide.Pointer, _seen.Pointer);
        _joined!.Run(row, column, x, _seen.Pointer);
    }

    public void Dispose()
    {
        foreach (GatedResidualLayer block in _residual)
            block.Dispose();
        _keys?.Dispose();
        _queries?.Dispose();
        _attention?.Dispose();
        _joined?.Dispose();
        _out?.Dispose();
        _wide.Dispose();
        _narrow.Dispose();
        _seen.Dispose();
    }

    // Rows of some channels and the place: puts x at a channel of each, and the place at the end.
    private void Fill(AlignedBuffer rows, int channels, int at, float* x, ReadOnlySpan<float> place)
    {
        for (int n = 0; n < _batch.Count; n++)
        {
            Span<float> one = rows.Span((long)n * (channels + Places), channels + Places);
            new ReadOnlySpan<float>(x + ((long)n * _channels), _channels).CopyTo(one[at..]);
            place.CopyTo(one[channels..]);
        }
    }
}
