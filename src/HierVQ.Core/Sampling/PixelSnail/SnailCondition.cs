using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>What the rows of a batch are told at each position, or once for all positions.</summary>
internal sealed class SnailCondition : IDisposable
{
    private readonly AlignedBuffer _rows; // (N, places, channels)

    /// <param name="rows">Rows of a batch at most.</param>
    /// <param name="places">Positions of a map; 1 where all positions are told the same.</param>
    /// <param name="channels">Numbers of a position.</param>
    public SnailCondition(int rows, int places, int channels)
    {
        (Places, Channels) = (places, channels);
        _rows = new AlignedBuffer((long)rows * places * channels);
    }

    /// <summary>Positions of a map; 1 where all positions are told the same.</summary>
    public int Places { get; }

    /// <summary>Numbers of a position.</summary>
    public int Channels { get; }

    /// <summary>What a row is told, (places, channels), to be filled before the batch begins.</summary>
    public Span<float> Row(int row) => _rows.Span((long)row * Places * Channels, Places * Channels);

    /// <summary>What a row is told at a place.</summary>
    public ReadOnlySpan<float> At(int row, int place) => _rows.Span((((long)row * Places) + place) * Channels, Channels);

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
