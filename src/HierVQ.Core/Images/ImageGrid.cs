namespace HierVQ.Images;

/// <summary>Lays images of one size out in rows, as a sheet to look at.</summary>
public sealed class ImageGrid
{
    private readonly List<byte[]> cells = [];
    private readonly int cellWidth;
    private readonly int cellHeight;
    private readonly int columns;

    /// <summary>An empty sheet.</summary>
    /// <param name="cellWidth">Width of every image in pixels.</param>
    /// <param name="cellHeight">Height of every image in pixels.</param>
    /// <param name="columns">Images a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public ImageGrid(int cellWidth, int cellHeight, int columns)
    {
        OptionCheck.AtLeast(cellWidth, 1);
        OptionCheck.AtLeast(cellHeight, 1);
        OptionCheck.AtLeast(columns, 1);
        (this.cellWidth, this.cellHeight, this.columns) = (cellWidth, cellHeight, columns);
    }

    /// <summary>Images on the sheet so far.</summary>
    public int Count => cells.Count;

    /// <summary>Pixels between images and around them. Default 2.</summary>
    public int Spacing { get; set; } = 2;

    /// <summary>Each pixel becomes a square of this many pixels. Default 1.</summary>
    public int Magnification { get; set; } = 1;

    /// <summary>The colour between images. Default white.</summary>
    public RgbColor Background { get; set; } = RgbColor.White;

    /// <summary>Adds an image to the right of the last one, or in a new row.</summary>
    /// <param name="rgb">RGB bytes, (height, width, 3); copied.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as an image of this sheet has.</exception>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        if (rgb.Length != 3 * cellWidth * cellHeight)
            throw new ArgumentException($"An image of {cellWidth} x {cellHeight} pixels has {3 * cellWidth * cellHeight} bytes, not {rgb.Length}.", nameof(rgb));
        cells.Add(rgb.ToArray());
    }

    /// <summary>The sheet as a PNG file.</summary>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="InvalidOperationException">The sheet is empty.</exception>
    public byte[] ToPng()
    {
        (byte[] rgb, int width, int height) = Compose();
        return PngImage.Encode(rgb, width, height);
    }

    /// <summary>Writes the sheet to a PNG file, which is overwritten.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="InvalidOperationException">The sheet is empty.</exception>
    public void Save(string path) => File.WriteAllBytes(path, ToPng());

    private (byte[] Rgb, int Width, int Height) Compose()
    {
        OptionCheck.AtLeast(Spacing, 0);
        OptionCheck.AtLeast(Magnification, 1);
        if (cells.Count == 0)
            throw new InvalidOperationException("The sheet is empty: add an image first.");

        int across = Math.Min(columns, cells.Count);
        int down = (cells.Count + columns - 1) / columns;
        (int stepX, int stepY) = ((cellWidth * Magnification) + Spacing, (cellHeight * Magnification) + Spacing);
        (int width, int height) = ((across * stepX) + Spacing, (down * stepY) + Spacing);
        byte[] sheet = new byte[checked(3 * width * height)];
        for (int i = 0; i < sheet.Length; i += 3)
            (sheet[i], sheet[i + 1], sheet[i + 2]) = (Background.R, Background.G, Background.B);

        for (int i = 0; i < cells.Count; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            Draw(cells[i], sheet, width, Spacing + (column * stepX), Spacing + (row * stepY));
        }
        return (sheet, width, height);
    }

    private void Draw(byte[] cell, byte[] sheet, int sheetWidth, int left, int top)
    {
        for (int y = 0; y < cellHeight * Magnification; y++)
        {
            Span<byte> row = sheet.AsSpan(3 * (((top + y) * sheetWidth) + left), 3 * cellWidth * Magnification);
            ReadOnlySpan<byte> source = cell.AsSpan(3 * (y / Magnification) * cellWidth, 3 * cellWidth);
            for (int x = 0; x < cellWidth * Magnification; x++)
                source.Slice(3 * (x / Magnification), 3).CopyTo(row[(3 * x)..]);
        }
    }
}
