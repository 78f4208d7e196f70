using System.Globalization;
using System.Net;
using System.Text;

namespace HierVQ.Text;

/// <summary>Applies <see cref="TextStep"/>s.</summary>
internal static class TextSteps
{
    public static string Apply(this IReadOnlyList<TextStep> steps, string text)
    {
        foreach (TextStep step in steps)
            text = Apply(step, text);
        return text;
    }

    private static string Apply(TextStep step, string text) => step switch
    {
        TextStep.LowerCase => text.ToLowerInvariant(),
        TextStep.Nfc => Normalized(text, NormalizationForm.FormC),
        TextStep.Nfd => Normalized(text, NormalizationForm.FormD),
        TextStep.Nfkc => Normalized(text, NormalizationForm.FormKC),
        TextStep.Nfkd => Normalized(text, NormalizationForm.FormKD),
        TextStep.StripAccents => Each(Normalized(text, NormalizationForm.FormD), (rune, result) =>
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                Append(result, rune);
        }),
        TextStep.Clean => Each(text, Clean),
        TextStep.SeparateChinese => Each(text, (rune, result) =>
        {
            if (!IsChinese(rune.Value))
                Append(result, rune);
            else
                Append(result.Append(' '), rune).Append(' ');
        }),
        TextStep.CollapseSpaces => Each(text, (rune, result) =>
        {
            if (!Rune.IsWhiteSpace(rune))
                Append(result, rune);
            else if (result.Length == 0 || result[^1] != ' ')
                result.Append(' ');
        }),
        TextStep.Trim => text.Trim(),
        TextStep.DecodeHtml => WebUtility.HtmlDecode(WebUtility.HtmlDecode(text)),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "There is no such step."),
    };

    private static string Normalized(string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text))
            return text;
        // Where .NET runs without ICU (invariant globalization), Normalize gives text back as it is: other tokens than the vocabulary's would come of it, unsaid.
        if (!CanNormalize && !(form == NormalizationForm.FormC && IsComposed(text)))
        {
            throw new InvalidOperationException($"The vocabulary wants text in Unicode's form {form}, and this process runs without ICU (invariant globalization), which could bring it there: "
                + $"install ICU, or give text that is in that form and needs no accents stripped. The text begins '{text.AsSpan(0, Math.Min(40, text.Length))}'.");
        }
        // Halves of surrogate pairs, which Normalize refuses, become U+FFFD, as they do in UTF-8.
        return Each(text, (rune, result) => Append(result, rune)).Normalize(form);
    }

    /// <summary>Whether this process knows Unicode's forms.</summary>
    internal static bool CanNormalize { get; } = "\u00E9".Normalize(NormalizationForm.FormD).Length == 2;

    // Nothing in it joins what stands before it: no marks, and none of the letters that Korean syllables are put together from.
    private static bool IsComposed(string text) => !text.EnumerateRunes().Any(rune => rune.Value is >= 0x1100 and <= 0x11FF
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static void Clean(Rune rune, StringBuilder result)
    {
        if (Rune.IsWhiteSpace(rune))
            result.Append(' ');
        else if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            Append(result, rune);
    }

    // The blocks of unified ideographs and their compatible forms, as BERT counts them.
    private static bool IsChinese(int value) => value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static string Each(string text, Action<Rune, StringBuilder> step)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            step(rune, result);
        return result.ToString();
    }

    private static StringBuilder Append(StringBuilder result, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        return result.Append(units[..rune.EncodeToUtf16(units)]);
    }
}
