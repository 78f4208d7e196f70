using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// The kernel of 8-bit weights for x86 processors with AVX2 and FMA: sixteen weights are widened, multiplied and added in pairs by one
/// instruction each. Rows are taken six, four or two at a time, so that a weight that was widened serves several rows.
/// </summary>
internal sealed unsafe class Avx2QuantizedKernel : QuantizedKernel
{
    private const int Lanes = 8;
    private const int HalfPanel = PanelWidth / 2;
    private const int PairBytes = 2 * PanelWidth;
    private const int PairsOfGroup = GroupLength / 2;

    public override void Multiply(short* inputs, float* inputScales, int rows, int groups, sbyte* panel, float* scales, float* start, float* results, int stride)
    {
        int length = groups * GroupLength;
        for (int row = 0; row < rows; row++)
            new Span<float>(results + ((long)row * stride), PanelWidth).Clear();
        for (int group = 0; group < groups; group++, panel += GroupBytes, scales += PanelWidth)
        {
            short* x = inputs + (group * GroupLength);
            int row = 0;
            for (; rows - row >= 6; row += 6)
            {
                SixRows(x + ((long)row * length), length / 2, panel, scales, results + ((long)row * stride), stride);
                SixRows(x + ((long)row * length), length / 2, panel + PanelWidth, scales + HalfPanel, results + ((long)row * stride) + HalfPanel, stride);
            }
            for (; rows - row >= 2; row += 2)
                TwoRows(x + ((long)row * length), length / 2, panel, scales, results + ((long)row * stride), stride);
            if (row < rows)
                OneRow(x + ((long)row * length), panel, scales, results + ((long)row * stride));
        }
        for (int row = 0; row < rows; row++)
        {
            Vector256<float> scale = Vector256.Create(inputScales[row]);
            float* result = results + ((long)row * stride);
            for (int column = 0; column < PanelWidth; column += Lanes)
                Fma.MultiplyAdd(scale, Vector256.Load(result + column), Vector256.Load(start + column)).Store(result + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(short* x, sbyte* panel, float* scales, float* result)
    {
        Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default;
        int* pair = (int*)x;
        for (int* end = pair + PairsOfGroup; pair < end; pair++, panel += PairBytes)
        {
            Vector256<short> a = Vector256.Create(*pair).AsInt16();
            s0 += Pairs(a, panel);
            s1 += Pairs(a, panel + (2 * Lanes));
            s2 += Pairs(a, panel + (4 * Lanes));
            s3 += Pairs(a, panel + (6 * Lanes));
        }
        Add(result, s0, s1, scales);
        Add(result + HalfPanel, s2, s3, scales + HalfPanel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows(short* x, int pairs, sbyte* panel, float* scales, float* result, int stride)
    {
        Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        int* pair = (int*)x;
        for (int* end = pair + PairsOfGroup; pair < end; pair++, panel += PairBytes)
        {
            Vector256<short> a = Vector256.Create(*pair).AsInt16(), b = Vector256.Create(pair[pairs]).AsInt16();
            Vector256<short> w = Avx2.ConvertToVector256Int16(panel);
            s0 += Avx2.MultiplyAddAdjacent(a, w);
            t0 += Avx2.MultiplyAddAdjacent(b, w);
            w = Avx2.ConvertToVector256Int16(panel + (2 * Lanes));
            s1 += Avx2.MultiplyAddAdjacent(a, w);
            t1 += Avx2.MultiplyAddAdjacent(b, w);
            w = Avx2.ConvertToVector256Int16(panel + (4 * Lanes));
            s2 += Avx2.MultiplyAddAdjacent(a, w);
            t2 += Avx2.MultiplyAddAdjacent(b, w);
            w = Avx2.ConvertToVector256Int16(panel + (6 * Lanes));
            s3 += Avx2.MultiplyAddAdjacent(a, w);
            t3 += Avx2.MultiplyAddAdjacent(b, w);
        }
        Add(result, s0, s1, scales);
        Add(result + HalfPanel, s2, s3, scales + HalfPanel);
        result += stride;
        Add(result, t0, t1, scales);
        Add(result + HalfPanel, t2, t3, scales + HalfPanel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixRows(short* x, int pairs, sbyte* panel, float* scales, float* result, int stride)
    {
        Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector256<int> d0 = default, d1 = default, e0 = default, e1 = default, g0 = default, g1 = default;
        int* pair = (int*)x;
        int* other = pair + (3L * pairs);
        for (int* end = pair + PairsOfGroup; pair < end; pair++, other++, panel += PairBytes)
        {
            Vector256<short> u = Avx2.ConvertToVector256Int16(panel), v = Avx2.ConvertToVector256Int16(panel + (2 * Lanes));
            Vector256<short> f = Vector256.Create(*pair).AsInt16();
            a0 += Avx2.MultiplyAddAdjacent(f, u);
            a1 += Avx2.MultiplyAddAdjacent(f, v);
            f = Vector256.Create(pair[pairs]).AsInt16();
            b0 += Avx2.MultiplyAddAdjacent(f, u);
            b1 += Avx2.MultiplyAddAdjacent(f, v);
            f = Vector256.Create(pair[2L * pairs]).AsInt16();
            c0 += Avx2.MultiplyAddAdjacent(f, u);
            c1 += Avx2.MultiplyAddAdjacent(f, v);
            f = Vector256.Create(*other).AsInt16();
            d0 += Avx2.MultiplyAddAdjacent(f, u);
            d1 += Avx2.MultiplyAddAdjacent(f, v);
            f = Vector256.Create(other[pairs]).AsInt16();
            e0 += Avx2.MultiplyAddAdjacent(f, u);
            e1 += Avx2.MultiplyAddAdjacent(f, v);
            f = Vector256.Create(other[2L * pairs]).AsInt16();
            g0 += Avx2.MultiplyAddAdjacent(f, u);
            g1 += Avx2.MultiplyAddAdjacent(f, v);
        }
        Add(result, a0, a1, scales);
        Add(result + stride, b0, b1, scales);
        Add(result + (2L * stride), c0, c1, scales);
        Add(result + (3L * stride), d0, d1, scales);
        Add(result + (4L * stride), e0, e1, scales);
        Add(result + (5L * stride), g0, g1, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pairs(Vector256<short> inputs, sbyte* weights) => Avx2.MultiplyAddAdjacent(inputs, Avx2.ConvertToVector256Int16(weights));

    /// <summary>Adds a group's sums, scaled, to the results of half a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* result, Vector256<int> first, Vector256<int> second, float* scales)
    {
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(first), Vector256.Load(scales), Vector256.Load(result)).Store(result);
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(second), Vector256.Load(scales + Lanes), Vector256.Load(result + Lanes)).Store(result + Lanes);
    }
}
