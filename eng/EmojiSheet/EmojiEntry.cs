using System.Text.Json;

namespace HierVQ.EmojiSheet;

/// <summary>What the table of the package says of one emoji.</summary>
internal sealed record EmojiEntry(string Name, string Category, string Subcategory, string Unicode, string Image, int Order)
{
    /// <summary>All that have a picture, in the order of Unicode's charts; the five bare skin tones ("Component") are no pictures of things.</summary>
    public static IEnumerable<EmojiEntry> Parse(JsonElement emoji) => emoji.EnumerateArray()
        .Where(e => e.GetProperty("has_img_google").GetBoolean() && Text(e, "category") != "Component")
        .Select(e => new EmojiEntry(
            Text(e, "short_name"), Text(e, "category"), Text(e, "subcategory"), Text(e, "unified"), Text(e, "image"), e.GetProperty("sort_order").GetInt32()))
        .OrderBy(e => e.Order);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
