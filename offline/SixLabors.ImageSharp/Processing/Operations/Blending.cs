using System.Numerics;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Normal blending, source over (Porter and Duff, 1984), of colours whose alpha is not multiplied in.</summary>
internal static class Blending
{
    public static Vector4 Over(Vector4 background, Vector4 source, float opacity)
    {
        float sourceAlpha = source.W * Math.Clamp(opacity, 0, 1);
        float backgroundShare = background.W * (1 - sourceAlpha);
        float alpha = sourceAlpha + backgroundShare;
        if (alpha <= 0)
        {
            return Vector4.Zero;
        }

        Vector4 color = ((source * sourceAlpha) + (background * backgroundShare)) / alpha;
        color.W = alpha;
        return color;
    }
}
