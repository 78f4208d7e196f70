using System.Text.Json;
using System.Text.Json.Serialization;

namespace HierVQ.Text;

/// <summary>A vocabulary as a model keeps it: its rules, its tokens in the order of their numbers, and two numbers a merge.</summary>
internal sealed record SavedVocabulary(int Format, BpeRules Rules, string[] Tokens, int[] Merges)
{
    private const int Newest = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static byte[] Write(BpeVocabulary vocabulary) => JsonSerializer.SerializeToUtf8Bytes(new SavedVocabulary(Newest, vocabulary.Rules, [.. vocabulary.Tokens],
        [.. vocabulary.Merges.SelectMany(merge => (int[])[vocabulary.IdOf(merge.Left)!.Value, vocabulary.IdOf(merge.Right)!.Value])]), s_json);

    public static BpeVocabulary Read(byte[] json, string source)
    {
        SavedVocabulary saved;
        try
        {
            saved = JsonSerializer.Deserialize<SavedVocabulary>(json, s_json) ?? throw new JsonException("it is empty.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BpeVocabularyException(source, $"it is damaged: {e.Message}", e);
        }
        if (saved.Format > Newest)
            throw new BpeVocabularyException(source, $"it is of format {saved.Format}, and this version of HierVQ reads up to {Newest}: it was saved by a newer one. Update the HierVQ packages.");
        if (saved.Merges.Length % 2 != 0 || saved.Merges.Any(id => (uint)id >= (uint)saved.Tokens.Length) || saved.Tokens.Contains(null))
            throw new BpeVocabularyException(source, "it is damaged: its merges are no pairs of its tokens.");
        return new BpeVocabulary(saved.Tokens, [.. saved.Merges.Chunk(2).Select(pair => (saved.Tokens[pair[0]], saved.Tokens[pair[1]]))], saved.Rules, source);
    }
}
