using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HierVQ.Examples;

/// <summary>What figures depend on, as text: what was made by another recipe is made again.</summary>
public static class Recipe
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() } };

    /// <summary>A tokenizer trained on some pictures.</summary>
    public static string Of(TokenizerOptions options, ImageSet images) => $"{images.Count} pictures of {images.Side} pixels: {JsonSerializer.Serialize(options, Json)}";

    /// <summary>A prior trained on codes that are of a recipe.</summary>
    public static string Of(PriorOptions options, string codes) => $"{JsonSerializer.Serialize(options, Json)} over the codes of {codes}";
}
