using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HierVQ.Examples.Html;

/// <summary>Names and values in a figure.</summary>
public static class SettingsTable
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Draws the table.</summary>
    public static string Of(string title, IEnumerable<(string Name, string Value)> rows) =>
        $"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption><table class=\"settings\">" + string.Concat(rows.Select(row =>
            $"<tr><td>{WebUtility.HtmlEncode(row.Name)}</td><td>{WebUtility.HtmlEncode(row.Value)}</td></tr>")) + "</table></figure>";

    /// <summary>Options as names and values, as they are written into a model.</summary>
    public static IEnumerable<(string Name, string Value)> Properties(TrainingOptions options) =>
        JsonSerializer.SerializeToElement(options, options.GetType(), Json).EnumerateObject()
            .Where(property => property.Value.ValueKind is not JsonValueKind.Null)
            .Select(property => (property.Name, property.Value.GetRawText().Trim('"')));
}
