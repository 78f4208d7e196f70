using System.Numerics;
using System.Runtime.CompilerServices;

namespace HierVQ.Sampling.Kernels;

/// <summary>The kernel of 8-bit weights for any processor, in vectors of the width it has.</summary>
internal sealed unsafe class VectorQuantizedKernel : QuantizedKernel
{
    private const int PairBytes = 2 * PanelWidth;
    private const int PairsOfGroup = GroupLength / 2;

    public override void Multiply(short* inputs, float* inputScales, int rows, int groups, sbyte* panel, float* scales, float* start, float* results, int stride)
    {
        for (int row = 0; row < rows; row++)
        {
            float* result = results + ((long)row * stride);
            short* x = inputs + ((long)row * groups * GroupLength);
            for (int column = 0; column < PanelWidth; column += 2 * Vector<int>.Count)
                TwoVectors(x, inputScales[row], groups, panel + (2 * column), scales + column, start + column, result + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVectors(short* x, float inputScale, int groups, sbyte* panel, float* scales, float* start, float* result)
    {
        Vector<float> first = Vector<float>.Zero, second = Vector<float>.Zero;
        for (int group = 0; group < groups; group++, scales += PanelWidth)
        {
            Vector<int> firstSum = Vector<int>.Zero, secondSum = Vector<int>.Zero;
            for (int pair = 0; pair < PairsOfGroup; pair++, x += 2, panel += PairBytes)
            {
                // A 32-bit lane holds the two weights of a column: the lower half is that of the first input.
                Vector.Widen(*(Vector<sbyte>*)panel, out Vector<short> low, out Vector<short> high);
                (Vector<int> u, Vector<int> v) = (Vector.AsVectorInt32(low), Vector.AsVectorInt32(high));
                Vector<int> even = new(x[0]), odd = new(x[1]);
                firstSum += (even * ((u << 16) >> 16)) + (odd * (u >> 16));
                secondSum += (even * ((v << 16) >> 16)) + (odd * (v >> 16));
            }
            first = Vector.MultiplyAddEstimate(Vector.ConvertToSingle(firstSum), *(Vector<float>*)scales, first);
            second = Vector.MultiplyAddEstimate(Vector.ConvertToSingle(secondSum), *(Vector<float>*)(scales + Vector<float>.Count), second);
        }
        var scale = new Vector<float>(inputScale);
        *(Vector<float>*)result = Vector.MultiplyAddEstimate(scale, first, *(Vector<float>*)start);
        *(Vector<float>*)(result + Vector<float>.Count) = Vector.MultiplyAddEstimate(scale, second, *(Vector<float>*)(start + Vector<float>.Count));
    }
}
