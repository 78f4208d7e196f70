using System.Numerics;
using System.Runtime.CompilerServices;

namespace HierVQ.Sampling.Kernels;

/// <summary>The kernel for any processor, in vectors of the width it has.</summary>
internal sealed unsafe class VectorLinearKernel : LinearKernel
{
    public override void Multiply(float* inputs, int rows, int length, float* panel, float* start, float* results, int stride)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < PanelWidth; column += 2 * Vector<float>.Count)
                TwoVectors(inputs + ((long)row * length), length, panel + column, start + column, results + ((long)row * stride) + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVectors(float* input, int length, float* panel, float* start, float* result)
    {
        Vector<float> first = *(Vector<float>*)start;
        Vector<float> second = *(Vector<float>*)(start + Vector<float>.Count);
        for (int k = 0; k < length; k++, panel += PanelWidth)
        {
            var x = new Vector<float>(input[k]);
            first = Vector.MultiplyAddEstimate(x, *(Vector<float>*)panel, first);
            second = Vector.MultiplyAddEstimate(x, *(Vector<float>*)(panel + Vector<float>.Count), second);
        }
        *(Vector<float>*)result = first;
        *(Vector<float>*)(result + Vector<float>.Count) = second;
    }
}
