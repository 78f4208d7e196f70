using HierVQ.Images;

namespace HierVQ.Examples.Emoji;

/// <summary>The pictures of the report as PNG sheets.</summary>
internal static class Sheets
{
    private const int Magnification = 2;

    /// <summary>Writes all sheets.</summary>
    public static void Save(Findings findings, OutputFiles files)
    {
        foreach ((int i, byte[] png) in Reconstructions(findings.HeldOut).Index())
            File.WriteAllBytes(files.Sheet($"reconstructions-{i + 1}"), png);
        File.WriteAllBytes(files.Sheet("completions"), Completions(findings.Completions));
        foreach ((string label, byte[] png) in findings.Samples)
            File.WriteAllBytes(files.Sheet("samples-" + FileName(label)), png);
    }

    /// <summary>Sheets of three lines: originals, reconstructions, top level only.</summary>
    public static IEnumerable<byte[]> Reconstructions(IReadOnlyList<ScoredPicture> pictures)
    {
        const int Columns = 16, Shown = 48;
        foreach (ScoredPicture[] band in Pictures.Spread(pictures, Shown).Chunk(Columns))
        {
            var grid = new ImageGrid(Pictures.Size, Pictures.Size, band.Length) { Magnification = Magnification };
            foreach (Func<ScoredPicture, byte[]> line in (Func<ScoredPicture, byte[]>[])[picture => picture.Original.Rgb, picture => picture.Reconstructed, picture => picture.TopOnly])
            {
                foreach (ScoredPicture picture in band)
                    grid.Add(line(picture));
            }
            yield return grid.ToPng();
        }
    }

    /// <summary>A row a picture: the original, what was kept, and its endings.</summary>
    public static byte[] Completions(IReadOnlyList<(Picture Original, IReadOnlyList<byte[]> Endings)> completions)
    {
        var grid = new ImageGrid(Pictures.Size, Pictures.Size, completions[0].Endings.Count + 2) { Magnification = Magnification };
        foreach ((Picture original, IReadOnlyList<byte[]> endings) in completions)
        {
            grid.Add(original.Rgb);
            grid.Add(TopHalf(original.Rgb));
            foreach (byte[] ending in endings)
                grid.Add(ending);
        }
        return grid.ToPng();
    }

    /// <summary>The top half of a picture, the rest grey.</summary>
    public static byte[] TopHalf(byte[] rgb)
    {
        byte[] half = [.. rgb];
        half.AsSpan(half.Length / 2).Fill(0xD8);
        return half;
    }

    /// <summary>A label as part of a file's name.</summary>
    public static string FileName(string label) =>
        string.Join('-', new string([.. label.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
