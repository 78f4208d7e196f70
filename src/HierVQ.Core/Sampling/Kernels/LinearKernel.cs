using System.Runtime.Intrinsics.X86;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// The product of a few rows with one panel of weights: <see cref="PanelWidth"/> columns, stored input by input, so that a panel is read
/// once, in order, for all rows. Each result is one chain of fused multiply-adds over the inputs in order, however many rows there are: that
/// is what makes a row's codes independent of its batch.
/// </summary>
internal abstract unsafe class LinearKernel
{
    /// <summary>Columns of a panel.</summary>
    public const int PanelWidth = 32;

    /// <summary>The fastest kernel of this processor.</summary>
    public static LinearKernel Best { get; } = Fma.IsSupported && Avx2.IsSupported ? new FmaLinearKernel() : new VectorLinearKernel();

    /// <summary>results[r][c] = start[c] + sum over k of inputs[r][k] panel[k][c], for every row r and column c of the panel.</summary>
    /// <param name="inputs">Rows of <paramref name="length"/> floats, one after the other.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="length">Inputs of a row.</param>
    /// <param name="panel"><paramref name="length"/> times <see cref="PanelWidth"/> weights, aligned.</param>
    /// <param name="start"><see cref="PanelWidth"/> floats that the sums begin with: the bias.</param>
    /// <param name="results">Where the first row's results go.</param>
    /// <param name="stride">Floats from a row's results to the next row's.</param>
    public abstract void Multiply(float* inputs, int rows, int length, float* panel, float* start, float* results, int stride);
}
