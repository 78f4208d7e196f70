using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace HierVQ.Text;

/// <summary>Files of vocabularies: read whole, up to a size, as strict UTF-8.</summary>
internal static class VocabularyFile
{
    /// <summary>Most bytes of a file, unpacked. The largest published ones have about 20 MB.</summary>
    public const int MaxBytes = 64 << 20;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a file, unpacked where it is gzip.</summary>
    public static byte[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        bool packed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        if (!packed)
            return ReadAll(file, path);
        try
        {
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            return ReadAll(unpacked, path);
        }
        catch (InvalidDataException e)
        {
            throw new BpeVocabularyException(path, $"it begins like gzip and is damaged: {e.Message}", e);
        }
    }

    /// <summary>The lines of a text, without their ends and without a last empty one.</summary>
    public static string[] Lines(byte[] bytes, string source)
    {
        string text;
        try
        {
            text = s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new BpeVocabularyException(source, "it is not UTF-8.", e);
        }
        string[] lines = text.TrimStart('\uFEFF').Split('\n');
        for (int i = 0; i < lines.Length; i++)
            lines[i] = lines[i].TrimEnd('\r');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    /// <summary>What is read from a JSON document.</summary>
    public static T Json<T>(byte[] bytes, string source, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes.AsMemory());
            return read(json.RootElement);
        }
        // InvalidOperationException is what the reader says to text that is no Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BpeVocabularyException(source, $"it is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Tokens in the order of their numbers, from an object of tokens and numbers, and others besides.</summary>
    public static string[] Tokens(JsonElement vocabulary, IEnumerable<(string Token, JsonElement Id)> others, string source)
    {
        if (vocabulary.ValueKind != JsonValueKind.Object)
            throw new BpeVocabularyException(source, "the vocabulary is no object of tokens and their numbers.");
        var tokens = new Dictionary<int, string>();
        foreach ((string token, JsonElement id) in vocabulary.EnumerateObject().Select(property => (property.Name, property.Value)).Concat(others))
        {
            if (id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out int number) || number is < 0 or >= BpeVocabulary.MaxTokens)
                throw new BpeVocabularyException(source, $"the number of token {BpeVocabularyException.Shown(token)} is {BpeVocabularyException.Shown(id.ToString())}; it must be from 0 to {BpeVocabulary.MaxTokens - 1}.");
            // The same token with the same number may be said twice: special ones often are.
            if (!tokens.TryAdd(number, token) && tokens[number] != token)
                throw new BpeVocabularyException(source, $"the tokens {BpeVocabularyException.Shown(tokens[number])} and {BpeVocabularyException.Shown(token)} have the same number {number}.");
        }
        string[] inOrder = new string[tokens.Count];
        for (int id = 0; id < inOrder.Length; id++)
            inOrder[id] = tokens.TryGetValue(id, out string? token) ? token : throw new BpeVocabularyException(source, $"no token has the number {id}, though there are {inOrder.Length} tokens.");
        return inOrder;
    }

    /// <summary>The merge of a line.</summary>
    public static (string Left, string Right) Merge(string line, string source, string place)
    {
        string[] parts = line.Split(' ');
        return parts is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right)
            : throw new BpeVocabularyException(source, $"{place} is {BpeVocabularyException.Shown(line)}; a merge is two tokens with a space between them.");
    }

    /// <summary>A stream to its end, up to the size.</summary>
    public static byte[] ReadAll(Stream stream, string path)
    {
        using var bytes = new MemoryStream();
        byte[] part = new byte[1 << 16];
        for (int read; (read = stream.Read(part)) > 0;)
        {
            if (bytes.Length + read > MaxBytes)
                throw new BpeVocabularyException(path, $"it has more than {MaxBytes >> 20} MiB; no vocabulary is so large.");
            bytes.Write(part, 0, read);
        }
        return bytes.ToArray();
    }
}
