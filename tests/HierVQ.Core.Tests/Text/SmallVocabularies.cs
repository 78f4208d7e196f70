using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace HierVQ.Tests.Text;

/// <summary>Vocabularies small enough to follow by hand, written to files as published ones are.</summary>
internal sealed class SmallVocabularies : IDisposable
{
    /// <summary>The tokens of <see cref="Words"/> in the order of their numbers.</summary>
    public static readonly string[] WordTokens =
        ["[UNK]", "[PAD]", "l", "o", "w", "e", "r", "s", "w</w>", "r</w>", "lo", "low</w>", "er</w>", "low", "lower</w>"];

    /// <summary>Its merges.</summary>
    public static readonly string[] WordMerges = ["l o", "lo w</w>", "e r</w>", "lo w", "low er</w>"];

    private readonly string _folder = Directory.CreateTempSubdirectory("hiervq-text-").FullName;

    public BpeVocabulary Words() => BpeVocabulary.OpenWords(
        Write("vocab.json", Json(WordTokens)), Write("merges.txt", "#version: 0.2\n" + string.Concat(WordMerges.Select(merge => merge + "\n"))));

    // The 256 bytes have the numbers 0 to 255 in the order of their values here, the merges those from 256 on, the mark 261.
    public BpeVocabulary Gpt2()
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(Byte)];
        return BpeVocabulary.OpenGpt2(
            Write("vocab.json", Json([.. bytes, "Ġt", "he", "Ġthe", "ca", "cat", "<|endoftext|>"])), Write("merges.txt", "#version: 0.2\nĠ t\nh e\nĠt he\nc a\nca t\n"));
    }

    // 512 bytes, then th, the</w>, ca and cat</w>, then the two marks.
    public BpeVocabulary Clip(bool packed)
    {
        byte[] text = Encoding.UTF8.GetBytes("\"bpe_simple_vocab_16e6.txt#version: 0.2\nt h\nth e</w>\nc a\nca t</w>\n");
        string path = Path.Combine(_folder, "bpe.txt" + (packed ? ".gz" : ""));
        using (Stream file = File.Create(path))
        using (Stream target = packed ? new GZipStream(file, CompressionLevel.Optimal) : file)
            target.Write(text);
        return BpeVocabulary.OpenClip(path);
    }

    public string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public static string Json(IReadOnlyList<string> tokens) =>
        JsonSerializer.Serialize(tokens.Index().ToDictionary(token => token.Item, token => token.Index));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // As GPT-2 writes bytes: 33 to 126, 161 to 172 and 174 to 255 as they are, the 68 others from 256 on.
    private static string Byte(int value)
    {
        static bool Prints(int byteValue) => byteValue is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);
        return ((char)(Prints(value) ? value : 256 + Enumerable.Range(0, value).Count(other => !Prints(other)))).ToString();
    }
}
