namespace SixLabors.ImageSharp.Processing;

/// <summary>Where the resized picture lies on the canvas of the asked size, for each mode; parts may lie outside (crop).</summary>
internal static class ResizeGeometry
{
    public static (Size Canvas, Rectangle Picture) Of(Size source, ResizeOptions options)
    {
        (int width, int height) = (options.Size.Width, options.Size.Height);
        if (width <= 0 && height <= 0)
        {
            throw new InvalidOperationException($"Target width {width} and height {height} must be greater than zero.");
        }

        width = width == 0 ? AtLeastOne(source.Width * height / (float)source.Height) : width;
        height = height == 0 ? AtLeastOne(source.Height * width / (float)source.Width) : height;
        Size canvas = new(Math.Max(1, width), Math.Max(1, height));
        float horizontal = canvas.Width / (float)source.Width;
        float vertical = canvas.Height / (float)source.Height;

        return options.Mode switch
        {
            ResizeMode.Crop => (canvas, Crop(source, canvas, Math.Max(horizontal, vertical), vertical < horizontal, options.Position)),
            ResizeMode.BoxPad when source.Width < canvas.Width && source.Height < canvas.Height
                => (canvas, Place(canvas, source, source.Width, source.Height, options.Position, MathF.Truncate)),
            ResizeMode.Pad or ResizeMode.BoxPad => (canvas, Pad(source, canvas, Math.Min(horizontal, vertical), vertical < horizontal, options.Position)),
            ResizeMode.Max => Whole(Max(source, canvas)),
            ResizeMode.Min => Whole(Min(source, canvas)),
            ResizeMode.Stretch => Whole(canvas),
            _ => throw new NotSupportedException($"Resize mode {options.Mode} is not covered here."),
        };
    }

    private static Rectangle Crop(Size source, Size canvas, float ratio, bool byWidth, AnchorPositionMode anchor)
    {
        Size scaled = byWidth
            ? new Size(canvas.Width, (int)MathF.Ceiling(source.Height * ratio))
            : new Size((int)MathF.Ceiling(source.Width * ratio), canvas.Height);
        return Place(canvas, scaled, byWidth ? canvas.Width : source.Width * ratio, byWidth ? source.Height * ratio : canvas.Height, anchor, MathF.Round);
    }

    private static Rectangle Pad(Size source, Size canvas, float ratio, bool byHeight, AnchorPositionMode anchor)
    {
        Size scaled = byHeight
            ? new Size(AtLeastOne(source.Width * ratio), canvas.Height)
            : new Size(canvas.Width, AtLeastOne(source.Height * ratio));
        return Place(canvas, scaled, byHeight ? source.Width * ratio : canvas.Width, byHeight ? canvas.Height : source.Height * ratio, anchor, MathF.Round);
    }

    /// <summary>The position comes from the exact size, the extent from the rounded one.</summary>
    private static Rectangle Place(
        Size canvas, Size scaled, float exactWidth, float exactHeight, AnchorPositionMode anchor, Func<float, float> toPixel)
    {
        float x = anchor switch
        {
            AnchorPositionMode.Left or AnchorPositionMode.TopLeft or AnchorPositionMode.BottomLeft => 0,
            AnchorPositionMode.Right or AnchorPositionMode.TopRight or AnchorPositionMode.BottomRight => canvas.Width - exactWidth,
            _ => (canvas.Width - exactWidth) / 2f,
        };
        float y = anchor switch
        {
            AnchorPositionMode.Top or AnchorPositionMode.TopLeft or AnchorPositionMode.TopRight => 0,
            AnchorPositionMode.Bottom or AnchorPositionMode.BottomLeft or AnchorPositionMode.BottomRight => canvas.Height - exactHeight,
            _ => (canvas.Height - exactHeight) / 2f,
        };

        return new Rectangle((int)toPixel(x), (int)toPixel(y), scaled.Width, scaled.Height);
    }

    private static Size Max(Size source, Size box)
        => source.Height / (float)source.Width < box.Height / (float)box.Width
            ? new Size(box.Width, AtLeastOne(source.Height * (box.Width / (float)source.Width)))
            : new Size(AtLeastOne(source.Width * (box.Height / (float)source.Height)), box.Height);

    private static Size Min(Size source, Size box)
    {
        if (box.Width > source.Width || box.Height > source.Height)
        {
            return source;
        }

        int widthToGo = source.Width - box.Width;
        int heightToGo = source.Height - box.Height;
        bool byWidth = widthToGo < heightToGo || (widthToGo == heightToGo && box.Height > box.Width);
        return byWidth
            ? new Size(box.Width, AtLeastOne(box.Width * (source.Height / (float)source.Width)))
            : new Size(AtLeastOne(box.Height * (source.Width / (float)source.Height)), box.Height);
    }

    private static (Size Canvas, Rectangle Picture) Whole(Size size) => (size, new Rectangle(0, 0, size.Width, size.Height));

    private static int AtLeastOne(float value) => Math.Max(1, (int)MathF.Round(value));
}
