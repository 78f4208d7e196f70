namespace HierVQ.Sampling.PixelSnail;

/// <summary>The first layer of a PixelSNAIL network: what lies before a position, of what has been put so far.</summary>
internal unsafe interface ISnailInput : IDisposable
{
    /// <summary>What the blocks begin with at a position, (N, C). Every position before it must have been put.</summary>
    void At(int row, int column, float* results);
}
