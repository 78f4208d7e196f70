using System.Globalization;
using HierVQ.Images;

namespace HierVQ.Examples;

/// <summary>Reads the sprite sheet emoji32.png with its table emoji32.csv: emoji of 32 x 32 pixels over white, 44 a row.</summary>
public static class EmojiSheet
{
    /// <summary>Width and height of an emoji in pixels.</summary>
    public const int Size = 32;

    private const int Columns = 44;
    private const string Header = "index,name,category,subcategory,unicode";

    /// <summary>All emoji in the order of the table.</summary>
    /// <param name="folder">The folder with the two files.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="FormatException">The table or the sheet is damaged.</exception>
    public static IReadOnlyList<EmojiPicture> Load(string folder)
    {
        string tablePath = Path.Combine(folder, "emoji32.csv");
        string[] table = File.ReadAllLines(tablePath);
        if (table.Length < 2 || table[0] != Header)
            throw new FormatException($"'{tablePath}' is not the table of the emoji: its first line must be '{Header}'.");

        int rows = (table.Length - 2 + Columns) / Columns;
        ImageDecoderOptions whole = new() { Width = Columns * Size, Height = rows * Size, Fit = ImageFit.Stretch };
        byte[] sheet = new ImageDecoder(whole).DecodeFile(Path.Combine(folder, "emoji32.png"));
        return [.. table.Skip(1).Select((line, index) => Parse(line, index, sheet, tablePath))];
    }

    private static EmojiPicture Parse(string line, int index, byte[] sheet, string tablePath)
    {
        string[] fields = line.Split(',');
        if (fields.Length != 5 || fields[0] != index.ToString(CultureInfo.InvariantCulture))
            throw new FormatException($"Line {index + 2} of '{tablePath}' is '{line}'; it must be '{index}' and four more fields.");
        return new EmojiPicture(index, fields[1], fields[2], fields[3], fields[4], Cut(sheet, index));
    }

    private static byte[] Cut(byte[] sheet, int index)
    {
        byte[] rgb = new byte[3 * Size * Size];
        (int row, int column) = Math.DivRem(index, Columns);
        for (int y = 0; y < Size; y++)
            sheet.AsSpan(3 * ((((row * Size) + y) * Columns * Size) + (column * Size)), 3 * Size).CopyTo(rgb.AsSpan(3 * y * Size));
        return rgb;
    }
}
