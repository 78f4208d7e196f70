namespace HierVQ.Text;

/// <summary>CLIP's list of merges, of which its vocabulary follows: bytes, bytes that end a word, a token a merge, and two marks.</summary>
internal static class ClipFile
{
    /// <summary>Tokens of CLIP's vocabulary.</summary>
    public const int Tokens = 49408;

    private const string End = "</w>", StartOfText = "<|startoftext|>", EndOfText = "<|endoftext|>";
    private const int Fixed = (2 * 256) + 2;

    public static BpeVocabulary Open(string path, int count)
    {
        OptionCheck.Within(count, Fixed, BpeVocabulary.MaxTokens);
        // The first line says what the file is.
        (string Left, string Right)[] merges = [.. VocabularyFile.Lines(VocabularyFile.Read(path), path).Skip(1).Take(count - Fixed)
            .Select((line, i) => VocabularyFile.Merge(line, path, $"line {i + 2}"))];
        string[] bytes = [.. ByteAlphabet.InOrder.Select(character => character.ToString())];
        var rules = new BpeRules
        {
            Steps = [TextStep.DecodeHtml, TextStep.CollapseSpaces, TextStep.Trim, TextStep.LowerCase],
            Split = WordSplit.Clip,
            Bytes = true,
            Suffix = End,
            Start = StartOfText,
            End = EndOfText,
            // CLIP fills up with 0, which is the token of a byte.
            Padding = bytes[0],
        };
        return new BpeVocabulary([.. bytes, .. bytes.Select(text => text + End), .. merges.Select(merge => merge.Left + merge.Right), StartOfText, EndOfText], merges, rules, path);
    }
}
