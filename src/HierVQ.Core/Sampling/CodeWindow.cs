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

    private static int Start(int at, int map, int window) => Math.Clamp(at - (window / 2), 0, map - window);
}
