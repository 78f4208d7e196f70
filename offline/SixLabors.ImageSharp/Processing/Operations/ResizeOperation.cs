using System.Numerics;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Separable resampling in float, rows first, with the alpha multiplied in meanwhile.</summary>
internal sealed class ResizeOperation(ResizeOptions options) : IImageOperation
{
    public Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        (Size canvas, Rectangle picture) = ResizeGeometry.Of(source.Size, options);
        if (canvas == source.Size && picture == source.Bounds)
        {
            return source;
        }

        Image<TPixel> target = new(canvas.Width, canvas.Height) { Orientation = source.Orientation };
        if (options.Mode is ResizeMode.Pad or ResizeMode.BoxPad && options.PadColor != default)
        {
            TPixel fill = options.PadColor.ToPixel<TPixel>();
            for (int y = 0; y < target.Height; y++)
            {
                target.Row(y).Fill(fill);
            }
        }

        Rectangle visible = Rectangle.Intersect(picture, target.Bounds);
        if (options.Sampler is NearestNeighborResampler)
        {
            CopyNearest(source, target, picture, visible);
        }
        else
        {
            Resample(source, target, picture, visible);
        }

        return target;
    }

    private static void CopyNearest<TPixel>(Image<TPixel> source, Image<TPixel> target, Rectangle picture, Rectangle visible)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        float horizontal = source.Width / (float)picture.Width;
        float vertical = source.Height / (float)picture.Height;
        for (int y = visible.Top; y < visible.Bottom; y++)
        {
            ReadOnlySpan<TPixel> from = source.Row((int)((y - picture.Y) * vertical));
            Span<TPixel> to = target.Row(y);
            for (int x = visible.Left; x < visible.Right; x++)
            {
                to[x] = from[(int)((x - picture.X) * horizontal)];
            }
        }
    }

    private void Resample<TPixel>(Image<TPixel> source, Image<TPixel> target, Rectangle picture, Rectangle visible)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        bool premultiply = options.PremultiplyAlpha && typeof(TPixel) == typeof(Rgba32);
        ReadOnlySpan<ResizeKernel> across = ResizeKernel.Create(options.Sampler, picture.Width, source.Width)
            .AsSpan(visible.Left - picture.Left, visible.Width);
        ReadOnlySpan<ResizeKernel> down = ResizeKernel.Create(options.Sampler, picture.Height, source.Height)
            .AsSpan(visible.Top - picture.Top, visible.Height);

        // Only a window of rows, as high as a kernel, is kept resampled across: an image may be far higher than wide memory allows.
        int windowHeight = 0;
        foreach (ResizeKernel kernel in down)
        {
            windowHeight = Math.Max(windowHeight, kernel.Weights.Length);
        }

        Vector4[] window = new Vector4[windowHeight * visible.Width];
        Vector4[] line = new Vector4[source.Width];
        Vector4[] sums = new Vector4[visible.Width];
        int ready = down[0].Start;
        for (int y = 0; y < down.Length; y++)
        {
            (int start, float[] weights) = down[y];
            for (ready = Math.Max(ready, start); ready < start + weights.Length; ready++)
            {
                ToVectors<TPixel>(source.Row(ready), line, premultiply);
                Sum(line, across, window.AsSpan(ready % windowHeight * visible.Width, visible.Width));
            }

            Array.Clear(sums);
            for (int k = 0; k < weights.Length; k++)
            {
                ReadOnlySpan<Vector4> row = window.AsSpan((start + k) % windowHeight * visible.Width, visible.Width);
                float weight = weights[k];
                for (int x = 0; x < sums.Length; x++)
                {
                    sums[x] += row[x] * weight;
                }
            }

            FromVectors(sums, target.Row(visible.Top + y).Slice(visible.Left, visible.Width), premultiply);
        }
    }

    private static void Sum(ReadOnlySpan<Vector4> line, ReadOnlySpan<ResizeKernel> kernels, Span<Vector4> sums)
    {
        for (int x = 0; x < sums.Length; x++)
        {
            (int start, float[] weights) = kernels[x];
            ReadOnlySpan<Vector4> pixels = line.Slice(start, weights.Length);
            Vector4 sum = Vector4.Zero;
            for (int k = 0; k < pixels.Length; k++)
            {
                sum += pixels[k] * weights[k];
            }

            sums[x] = sum;
        }
    }

    private static void ToVectors<TPixel>(ReadOnlySpan<TPixel> pixels, Span<Vector4> line, bool premultiply)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        for (int x = 0; x < pixels.Length; x++)
        {
            Vector4 value = pixels[x].ToScaledVector4();
            line[x] = premultiply ? new Vector4(value.AsVector3() * value.W, value.W) : value;
        }
    }

    private static void FromVectors<TPixel>(ReadOnlySpan<Vector4> sums, Span<TPixel> pixels, bool premultiplied)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        for (int x = 0; x < pixels.Length; x++)
        {
            Vector4 value = sums[x];
            if (premultiplied && value.W > 0)
            {
                value = new Vector4(value.AsVector3() / value.W, value.W);
            }

            pixels[x].FromScaledVector4(value);
        }
    }
}
