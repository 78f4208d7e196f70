using HierVQ.Images;

namespace HierVQ.Examples;

/// <summary>One emoji of the sheet.</summary>
/// <param name="Index">Its place on the sheet, from 0.</param>
/// <param name="Name">Its short name, such as "grinning"; no two are alike.</param>
/// <param name="Category">One of nine, such as "Food &amp; Drink".</param>
/// <param name="Subcategory">Such as "food-fruit".</param>
/// <param name="Unicode">Its code points in hexadecimal, joined by hyphens.</param>
/// <param name="Rgb">RGB bytes, (32, 32, 3), over white.</param>
public sealed record EmojiPicture(int Index, string Name, string Category, string Subcategory, string Unicode, byte[] Rgb)
{
    /// <summary>
    /// True for about every tenth: training must not see it. Decided by the name alone (FNV-1a of 32 bits over its UTF-8 bytes is a
    /// multiple of ten), so that the split is the same on every machine and stays when emoji are added.
    /// </summary>
    public bool IsHeldOut => IsTenth(Name);

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng() => PngImage.Encode(Rgb, EmojiSheet.Size, EmojiSheet.Size);

    /// <summary>Whether a name is one of about every tenth.</summary>
    public static bool IsTenth(string name) => Fnv1a(name) % 10 == 0;

    private static uint Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (byte value in System.Text.Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 16777619;
        return hash;
    }
}
