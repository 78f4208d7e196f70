namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>Keys' cubic convolution with a = -1/2 (IEEE Trans. ASSP 29(6), 1981, equation 15).</summary>
public readonly struct BicubicResampler : IResampler
{
    public float Radius => 2;

    public float GetValue(float x)
    {
        x = MathF.Abs(x);
        return x switch
        {
            <= 1 => (((1.5f * x) - 2.5f) * x * x) + 1,
            < 2 => (((((-0.5f * x) + 2.5f) * x) - 4) * x) + 2,
            _ => 0,
        };
    }
}
