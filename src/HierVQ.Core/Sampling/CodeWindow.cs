namespace HierVQ.Sampling;

/// <summary>
/// The part of a larger code map that a prior sees while it draws the code at one position (Esser, Rombach, Ommer: Taming Transformers for
/// High-Resolution Image Synthesis, CVPR 2021, section 3.2).
/// </summary>
/// <param name="Top">First row of the window in the map.</param>
/// <param name="Left">First column of the window in the map.</param>
/// <param name="Height">Rows of the window: those of the maps that the prior was trained on.</param>
/// <param name="Width">Columns of the window.</param>
public readonly record struct CodeWindow(int Top, int Left, int Height, int Width)
{
    /// <summary>The window of a position: the position lies in its middle, except where that would reach over the map's border.</summary>
    /// <param name="row">Row of the position in the map.</param>
    /// <param name="column">Column of the position in the map.</param>
    /// <param name="mapHeight">Rows of the map, at least those of the window.</param>
    /// <param name="mapWidth">Columns of the map, at least those of the window.</param>
    /// <param name="height">Rows of the window.</param>
    /// <param name="width">Columns of the window.</param>
    /// <exception cref="ArgumentOutOfRangeException">The map is smaller than the window, or the position is not in the map.</exception>
    public static CodeWindow Around(int row, int column, int mapHeight, int mapWidth, int height, int width)
    {
        OptionCheck.AtLeast(height, 1);
        OptionCheck.AtLeast(width, 1);
        OptionCheck.AtLeast(mapHeight, height);
        OptionCheck.AtLeast(mapWidth, width);
        OptionCheck.Within(row, 0, mapHeight - 1);
        OptionCheck.Within(column, 0, mapWidth - 1);
        return new CodeWindow(Start(row, mapHeight, height), Start(column, mapWidth, width), height, width);
    }

    /// <summary>The codes of the window.</summary>
    /// <param name="map">The codes of a whole map in raster order, those of a position one after the other.</param>
    /// <param name="mapWidth">Columns of the map.</param>
    /// <param name="depth">Codes of a position.</param>
    /// <returns>Height x Width x depth codes in the same order.</returns>
    /// <exception cref="ArgumentException">The window reaches over the map.</exception>
    public int[] Of(ReadOnlySpan<int> map, int mapWidth, int depth = 1)
    {
        int rows = map.Length / Math.Max(1, mapWidth * depth);
        if (map.Length != rows * mapWidth * depth || Top < 0 || Left < 0 || Top + Height > rows || Left + Width > mapWidth)
            throw new ArgumentException($"A window of {Height}x{Width} at row {Top} and column {Left} is not within a map of {map.Length} codes in {mapWidth} columns of {depth}.", nameof(map));
        var codes = new int[Height * Width * depth];
        for (int row = 0; row < Height; row++)
            map.Slice((((Top + row) * mapWidth) + Left) * depth, Width * depth).CopyTo(codes.AsSpan(row * Width * depth));
        return codes;
    }

    private static int Start(int at, int map, int window) => Math.Clamp(at - (window / 2), 0, map - window);
}
