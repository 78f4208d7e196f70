namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

public readonly struct LanczosResampler : IResampler
{
    public static readonly LanczosResampler Lanczos2 = new(2);
    public static readonly LanczosResampler Lanczos3 = new(3);

    public LanczosResampler(float radius) => Radius = radius;

    public float Radius { get; }

    public float GetValue(float x)
    {
        x = MathF.Abs(x);
        return x < Radius ? Sinc(x) * Sinc(x / Radius) : 0;
    }

    private static float Sinc(float x)
    {
        x *= MathF.PI;
        return MathF.Abs(x) < 1e-5f ? 1 : MathF.Sin(x) / x;
    }
}
