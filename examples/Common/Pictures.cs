using HierVQ.Images;
using Microsoft.ML;

namespace HierVQ.Examples;

/// <summary>The pictures of a run, some of them held out, as rows for ML.NET.</summary>
public sealed class Pictures : IDisposable
{
    /// <summary>Width and height in pixels.</summary>
    public const int Size = EmojiSheet.Size;

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];
    private readonly List<PictureRow> _rows = [];

    private Pictures(string title, IEnumerable<Picture> pictures)
    {
        Title = title;
        Training = [.. pictures.Where(picture => !picture.IsHeldOut)];
        HeldOut = [.. pictures.Where(picture => picture.IsHeldOut)];
        if (Training.Count == 0 || HeldOut.Count == 0)
            throw new InvalidOperationException($"{title}: {Training.Count} pictures to train on and {HeldOut.Count} held out; there must be some of both.");
    }

    /// <summary>What they are.</summary>
    public string Title { get; }

    /// <summary>Those to train on.</summary>
    public IReadOnlyList<Picture> Training { get; }

    /// <summary>Those held out, about every tenth.</summary>
    public IReadOnlyList<Picture> HeldOut { get; }

    /// <summary>The categories in alphabetical order.</summary>
    public IReadOnlyList<string> Labels => [.. Training.Select(picture => picture.Label).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The emoji that come with the example.</summary>
    public static Pictures Emoji() => new("Noto emoji", EmojiSheet.Load(Path.Combine(AppContext.BaseDirectory, "data"))
        .Select(emoji => new Picture(emoji.Name, emoji.Category, emoji.IsHeldOut, emoji.Rgb)));

    /// <summary>Any pictures: a subfolder a category, or one folder without categories.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidImageException">A file is not the image that its name says; the message names it.</exception>
    public static Pictures Folder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        var decoder = new ImageDecoder(new ImageDecoderOptions { Width = Size, Height = Size });
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        return new Pictures(folder, files.Select(file =>
        {
            string name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            string label = name.Contains('/') ? name[..name.IndexOf('/')] : "pictures";
            return new Picture(name, label, EmojiPicture.IsTenth(name), decoder.DecodeFile(file));
        }).ToList());
    }

    /// <summary>Rows for ML.NET. Their images are disposed with this.</summary>
    public IDataView Rows(MLContext ml, IEnumerable<Picture> pictures)
    {
        PictureRow[] rows = [.. pictures.Select(picture => new PictureRow { Label = picture.Label, Image = picture.ToImage() })];
        _rows.AddRange(rows);
        return ml.Data.LoadFromEnumerable(rows);
    }

    /// <summary>Some of many, evenly spread over all.</summary>
    public static IEnumerable<T> Spread<T>(IReadOnlyList<T> pictures, int count) =>
        Enumerable.Range(0, Math.Min(count, pictures.Count)).Select(i => pictures[(int)((2L * i + 1) * pictures.Count / (2 * Math.Min(count, pictures.Count)))]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PictureRow row in _rows)
            row.Image?.Dispose();
    }
}
