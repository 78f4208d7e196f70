using System.Text;
using System.Text.RegularExpressions;

namespace HierVQ.Text;

/// <summary>Cuts text into words as a <see cref="WordSplit"/> says.</summary>
internal static partial class Words
{
    public static IEnumerable<string> Of(string text, WordSplit split) => split switch
    {
        WordSplit.None => text.Length == 0 ? [] : [text],
        WordSplit.Gpt2 => Matches(Gpt2(), text),
        WordSplit.Clip => Matches(Clip(), text),
        WordSplit.Bert => Bert(text),
        WordSplit.WordsAndSigns => Matches(WordsAndSigns(), text),
        WordSplit.Spaces => Matches(NoSpaces(), text),
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "There is no such way to cut."),
    };

    private static IEnumerable<string> Matches(Regex pattern, string text) => pattern.Matches(text).Select(match => match.Value);

    private static List<string> Bert(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        void End()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            bool alone = IsPunctuation(rune);
            if (alone || Rune.IsWhiteSpace(rune))
                End();
            if (!Rune.IsWhiteSpace(rune))
                word.Append(rune.ToString());
            if (alone)
                End();
        }
        End();
        return words;
    }

    // BERT counts all signs of ASCII as punctuation, such as $ and +, which Unicode does not.
    private static bool IsPunctuation(Rune rune) => Rune.IsPunctuation(rune)
        || rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2();

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Clip();

    [GeneratedRegex(@"\w+|[^\w\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordsAndSigns();

    [GeneratedRegex(@"\S+", RegexOptions.CultureInvariant)]
    private static partial Regex NoSpaces();
}
