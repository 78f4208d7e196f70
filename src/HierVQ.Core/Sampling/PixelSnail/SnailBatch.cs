using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>What the layers of one causal network have in common while it draws.</summary>
/// <param name="maxRows">Rows of a batch at most.</param>
/// <param name="height">Rows of a map.</param>
/// <param name="width">Columns of a map.</param>
/// <param name="packing">How the weights of linear layers are kept.</param>
internal sealed class SnailBatch(int maxRows, int height, int width, LinearPacking packing)
{
    /// <summary>Rows of a batch at most.</summary>
    public int MaxRows { get; } = maxRows;

    /// <summary>Rows of a map.</summary>
    public int Height => height;

    /// <summary>Columns of a map.</summary>
    public int Width => width;

    /// <summary>How the weights of linear layers are kept.</summary>
    public LinearPacking Packing => packing;

    /// <summary>Rows of the batch in progress.</summary>
    public int Count { get; set; } = maxRows;

    /// <summary>Who shares the work of the batch in progress.</summary>
    public WorkTeam Team { get; set; } = new(threads: 1);
}
