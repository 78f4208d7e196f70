using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>What the layers of one network have in common while it draws.</summary>
/// <param name="Count">Rows of the batch.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Width">Columns of a map.</param>
/// <param name="Kernel">The kernel of linear products.</param>
/// <param name="Team">Who shares the work.</param>
internal sealed record SnailBatch(int Count, int Height, int Width, LinearKernel Kernel, WorkTeam Team);
