using System.Runtime.Intrinsics.X86;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// The product of a few rows of 16-bit integers with one panel of 8-bit weights. The inputs of a panel come in groups of
/// <see cref="GroupLength"/>; a group and a column have one scale. Products within a group are summed in integers, exactly; the groups' sums
/// are one chain of fused multiply-adds, in order. So a row's results are the same in any batch, on any thread and with any kernel.
/// </summary>
internal abstract unsafe class QuantizedKernel
{
    /// <summary>Columns of a panel.</summary>
    public const int PanelWidth = LinearKernel.PanelWidth;

    /// <summary>Inputs that share a scale. 64 products of 127 and 32,767 stay far within 32 bits.</summary>
    public const int GroupLength = 64;

    /// <summary>Bytes of a group of a panel.</summary>
    public const int GroupBytes = GroupLength * PanelWidth;

    /// <summary>The fastest kernel of this processor.</summary>
    public static QuantizedKernel Best { get; } = Fma.IsSupported && Avx2.IsSupported ? new Avx2QuantizedKernel() : new VectorQuantizedKernel();

    /// <summary>results[r][c] = start[c] + inputScales[r] * sum over groups g of scales[g][c] * (sum over k in g of inputs[r][k] panel[k][c]).</summary>
    /// <param name="inputs">Rows of <paramref name="groups"/> groups, one after the other.</param>
    /// <param name="inputScales">One a row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="groups">Groups of a row.</param>
    /// <param name="panel">The weights, aligned: two inputs after the other, for both every column, the two weights of a column side by side.</param>
    /// <param name="scales"><see cref="PanelWidth"/> a group.</param>
    /// <param name="start"><see cref="PanelWidth"/> floats: the bias.</param>
    /// <param name="results">Where the first row's results go.</param>
    /// <param name="stride">Floats from a row's results to the next row's.</param>
    public abstract void Multiply(short* inputs, float* inputScales, int rows, int groups, sbyte* panel, float* scales, float* start, float* results, int stride);
}
