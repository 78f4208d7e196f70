namespace HierVQ.Text;

/// <summary>vocab.json and merges.txt.</summary>
internal static class TwoFiles
{
    /// <summary>GPT-2's rules: bytes, nothing changed, no end of word.</summary>
    public static BpeRules Gpt2 { get; } = new() { Split = WordSplit.Gpt2, Bytes = true };

    /// <summary>The rules of characters with an end of word.</summary>
    public static BpeRules Words { get; } = new()
    {
        Steps = [TextStep.Clean, TextStep.SeparateChinese, TextStep.LowerCase],
        Split = WordSplit.Bert,
        Suffix = "</w>",
    };

    public static BpeVocabulary Open(string vocabularyPath, string mergesPath, BpeRules rules)
    {
        string[] tokens = VocabularyFile.Json(VocabularyFile.Read(vocabularyPath), vocabularyPath, json => VocabularyFile.Tokens(json, [], vocabularyPath));
        string[] lines = VocabularyFile.Lines(VocabularyFile.Read(mergesPath), mergesPath);
        int first = lines is [['#', 'v', 'e', 'r', 's', 'i', 'o', 'n', ..], ..] ? 1 : 0;
        (string, string)[] merges = [.. lines.Skip(first).Select((line, i) => VocabularyFile.Merge(line, mergesPath, $"line {i + first + 1}"))];
        rules = rules with
        {
            Start = Present(tokens, "<s>", "<|endoftext|>"),
            End = Present(tokens, "</s>", "<|endoftext|>"),
            Padding = Present(tokens, "[PAD]", "<pad>", "<|endoftext|>"),
        };
        return new BpeVocabulary(tokens, merges, rules, vocabularyPath);
    }

    private static string? Present(string[] tokens, params IEnumerable<string> names) => names.FirstOrDefault(tokens.Contains);
}
