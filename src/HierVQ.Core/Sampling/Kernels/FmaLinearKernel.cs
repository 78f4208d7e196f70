using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// The kernel for x86 processors with AVX2 and FMA. Rows are taken six, four or two at a time, so that a weight that was loaded serves
/// several rows while the sums stay in registers.
/// </summary>
internal sealed unsafe class FmaLinearKernel : LinearKernel
{
    private const int Lanes = 8;
    private const int HalfPanel = PanelWidth / 2;

    public override void Multiply(float* inputs, int rows, int length, float* panel, float* start, float* results, int stride)
    {
        int row = 0;
        for (; rows - row >= 6; row += 6)
        {
            for (int half = 0; half < PanelWidth; half += HalfPanel)
                SixRows(inputs + ((long)row * length), length, panel + half, start + half, results + ((long)row * stride) + half, stride);
        }
        for (; rows - row >= 4; row += 4)
        {
            for (int half = 0; half < PanelWidth; half += HalfPanel)
                FourRows(inputs + ((long)row * length), length, panel + half, start + half, results + ((long)row * stride) + half, stride);
        }
        for (; rows - row >= 2; row += 2)
            TwoRows(inputs + ((long)row * length), length, panel, start, results + ((long)row * stride), stride);
        if (row < rows)
            OneRow(inputs + ((long)row * length), length, panel, start, results + ((long)row * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(float* x, int length, float* panel, float* start, float* result)
    {
        Vector256<float> s0 = Vector256.Load(start), s1 = Vector256.Load(start + Lanes);
        Vector256<float> s2 = Vector256.Load(start + (2 * Lanes)), s3 = Vector256.Load(start + (3 * Lanes));
        for (float* end = x + length; x < end; x++, panel += PanelWidth)
        {
            Vector256<float> a = Vector256.Create(*x);
            s0 = Fma.MultiplyAdd(a, Vector256.Load(panel), s0);
            s1 = Fma.MultiplyAdd(a, Vector256.Load(panel + Lanes), s1);
            s2 = Fma.MultiplyAdd(a, Vector256.Load(panel + (2 * Lanes)), s2);
            s3 = Fma.MultiplyAdd(a, Vector256.Load(panel + (3 * Lanes)), s3);
        }
        s0.Store(result);
        s1.Store(result + Lanes);
        s2.Store(result + (2 * Lanes));
        s3.Store(result + (3 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows(float* x, int length, float* panel, float* start, float* result, int stride)
    {
        Vector256<float> s0 = Vector256.Load(start), s1 = Vector256.Load(start + Lanes);
        Vector256<float> s2 = Vector256.Load(start + (2 * Lanes)), s3 = Vector256.Load(start + (3 * Lanes));
        Vector256<float> t0 = s0, t1 = s1, t2 = s2, t3 = s3;
        float* y = x + length;
        for (float* end = y; x < end; x++, y++, panel += PanelWidth)
        {
            Vector256<float> a = Vector256.Create(*x), b = Vector256.Create(*y);
            Vector256<float> w = Vector256.Load(panel);
            s0 = Fma.MultiplyAdd(a, w, s0);
            t0 = Fma.MultiplyAdd(b, w, t0);
            w = Vector256.Load(panel + Lanes);
            s1 = Fma.MultiplyAdd(a, w, s1);
            t1 = Fma.MultiplyAdd(b, w, t1);
            w = Vector256.Load(panel + (2 * Lanes));
            s2 = Fma.MultiplyAdd(a, w, s2);
            t2 = Fma.MultiplyAdd(b, w, t2);
            w = Vector256.Load(panel + (3 * Lanes));
            s3 = Fma.MultiplyAdd(a, w, s3);
            t3 = Fma.MultiplyAdd(b, w, t3);
        }
        s0.Store(result);
        s1.Store(result + Lanes);
        s2.Store(result + (2 * Lanes));
        s3.Store(result + (3 * Lanes));
        result += stride;
        t0.Store(result);
        t1.Store(result + Lanes);
        t2.Store(result + (2 * Lanes));
        t3.Store(result + (3 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(float* x, int length, float* panel, float* start, float* result, int stride)
    {
        Vector256<float> a0 = Vector256.Load(start), a1 = Vector256.Load(start + Lanes);
        Vector256<float> b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
        for (float* end = x + length; x < end; x++, panel += PanelWidth)
        {
            Vector256<float> u = Vector256.Load(panel), v = Vector256.Load(panel + Lanes);
            Vector256<float> f = Vector256.Create(*x);
            a0 = Fma.MultiplyAdd(f, u, a0);
            a1 = Fma.MultiplyAdd(f, v, a1);
            f = Vector256.Create(x[length]);
            b0 = Fma.MultiplyAdd(f, u, b0);
            b1 = Fma.MultiplyAdd(f, v, b1);
            f = Vector256.Create(x[2L * length]);
            c0 = Fma.MultiplyAdd(f, u, c0);
            c1 = Fma.MultiplyAdd(f, v, c1);
            f = Vector256.Create(x[3L * length]);
            d0 = Fma.MultiplyAdd(f, u, d0);
            d1 = Fma.MultiplyAdd(f, v, d1);
        }
        Store(result, a0, a1);
        Store(result + stride, b0, b1);
        Store(result + (2L * stride), c0, c1);
        Store(result + (3L * stride), d0, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixRows(float* x, int length, float* panel, float* start, float* result, int stride)
    {
        Vector256<float> a0 = Vector256.Load(start), a1 = Vector256.Load(start + Lanes);
        Vector256<float> b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1, e0 = a0, e1 = a1, g0 = a0, g1 = a1;
        float* y = x + (3L * length);
        for (float* end = x + length; x < end; x++, y++, panel += PanelWidth)
        {
            Vector256<float> u = Vector256.Load(panel), v = Vector256.Load(panel + Lanes);
            Vector256<float> f = Vector256.Create(*x);
            a0 = Fma.MultiplyAdd(f, u, a0);
            a1 = Fma.MultiplyAdd(f, v, a1);
            f = Vector256.Create(x[length]);
            b0 = Fma.MultiplyAdd(f, u, b0);
            b1 = Fma.MultiplyAdd(f, v, b1);
            f = Vector256.Create(x[2L * length]);
            c0 = Fma.MultiplyAdd(f, u, c0);
            c1 = Fma.MultiplyAdd(f, v, c1);
            f = Vector256.Create(*y);
            d0 = Fma.MultiplyAdd(f, u, d0);
            d1 = Fma.MultiplyAdd(f, v, d1);
            f = Vector256.Create(y[length]);
            e0 = Fma.MultiplyAdd(f, u, e0);
            e1 = Fma.MultiplyAdd(f, v, e1);
            f = Vector256.Create(y[2L * length]);
            g0 = Fma.MultiplyAdd(f, u, g0);
            g1 = Fma.MultiplyAdd(f, v, g1);
        }
        Store(result, a0, a1);
        Store(result + stride, b0, b1);
        Store(result + (2L * stride), c0, c1);
        Store(result + (3L * stride), d0, d1);
        Store(result + (4L * stride), e0, e1);
        Store(result + (5L * stride), g0, g1);
    }

    private static void Store(float* result, Vector256<float> first, Vector256<float> second)
    {
        first.Store(result);
        second.Store(result + Lanes);
    }
}
