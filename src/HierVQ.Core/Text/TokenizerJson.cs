using System.Text.Json;

namespace HierVQ.Text;

/// <summary>A tokenizer.json of Hugging Face's tokenizers with a model of type BPE. What it asks for and is not known here is an error, so that no text is cut otherwise than it says.</summary>
internal sealed class TokenizerJson
{
    private const string ClipMarks = @"<\|startoftext\|>|<\|endoftext\|>|", ClipPattern = @"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

    private readonly string _source;
    private readonly List<TextStep> _steps = [];
    private readonly List<WordSplit> _splits = [];
    private bool _bytes, _prefixSpace;

    private TokenizerJson(string source) => _source = source;

    public static BpeVocabulary Open(string path) => VocabularyFile.Json(VocabularyFile.Read(path), path, new TokenizerJson(path).Read);

    private BpeVocabulary Read(JsonElement root)
    {
        JsonElement model = Object(root, "model") ?? throw Wrong("it has no model.");
        // Files of early versions do not name their type.
        if (Text(model, "type") is { } type && type != "BPE")
            throw Wrong($"its model is of type {BpeVocabularyException.Shown(type)}; only BPE is known.");
        if (Flag(model, "byte_fallback") || Text(model, "continuing_subword_prefix") is { Length: > 0 })
            throw Wrong("its model asks for byte_fallback or a continuing_subword_prefix, which are not known.");
        if (Object(root, "normalizer") is { } normalizer)
            Normalizer(normalizer);
        if (Object(root, "pre_tokenizer") is { } preTokenizer)
            PreTokenizer(preTokenizer);
        if (_splits.Count > 1)
            throw Wrong($"its pre_tokenizer cuts in several ways, {string.Join(", ", _splits)}; one at most is known.");

        (string Token, JsonElement Id, bool IsSpecial)[] added = [.. List(root, "added_tokens").Select(token => (Text(token, "content") ?? throw Wrong("an added token has no content."), token.TryGetProperty("id", out JsonElement id) ? id : default, Flag(token, "special")))];
        string[] tokens = VocabularyFile.Tokens(model.TryGetProperty("vocab", out JsonElement vocabulary) ? vocabulary : default, added.Select(token => (token.Token, token.Id)), _source);
        return new BpeVocabulary(tokens, [.. List(model, "merges").Select(Merge)], new BpeRules
        {
            Steps = _steps,
            Split = _splits.FirstOrDefault(),
            PrefixSpace = _prefixSpace,
            Bytes = _bytes,
            Suffix = Text(model, "end_of_word_suffix") is { Length: > 0 } suffix ? suffix : null,
            Unknown = Text(model, "unk_token"),
            FuseUnknown = Flag(model, "fuse_unk"),
            Start = Special("<s>", "[CLS]", "<|startoftext|>"),
            End = Special("</s>", "[SEP]", "<|endoftext|>"),
            Padding = Object(root, "padding") is { } padding ? Text(padding, "pad_token") : Special("[PAD]", "<pad>", "<|endoftext|>"),
        }, _source);

        string? Special(params IEnumerable<string> names) => names.FirstOrDefault(name => added.Any(token => token.IsSpecial && token.Token == name) || tokens.Contains(name));
    }

    private void Normalizer(JsonElement step)
    {
        switch (Text(step, "type"))
        {
            case "Sequence":
                foreach (JsonElement part in List(step, "normalizers"))
                    Normalizer(part);
                break;
            case "Lowercase":
                _steps.Add(TextStep.LowerCase);
                break;
            case "NFC":
                _steps.Add(TextStep.Nfc);
                break;
            case "NFD":
                _steps.Add(TextStep.Nfd);
                break;
            case "NFKC":
                _steps.Add(TextStep.Nfkc);
                break;
            case "NFKD":
                _steps.Add(TextStep.Nfkd);
                break;
            case "StripAccents":
                _steps.Add(TextStep.StripAccents);
                break;
            case "Strip":
                _steps.Add(TextStep.Trim);
                break;
            case "BertNormalizer":
                Bert(step);
                break;
            case "Replace" when Pattern(step) == @"\s+" && Text(step, "content") == " ":
                _steps.Add(TextStep.CollapseSpaces);
                break;
            case var other:
                throw Wrong($"its normalizer has a step {BpeVocabularyException.Shown(other ?? "without type")} that is not known in this form.");
        }
    }

    private void Bert(JsonElement step)
    {
        bool lower = Flag(step, "lowercase");
        if (Flag(step, "clean_text"))
            _steps.Add(TextStep.Clean);
        if (Flag(step, "handle_chinese_chars"))
            _steps.Add(TextStep.SeparateChinese);
        // Accents go along with capitals unless it is said.
        if (step.TryGetProperty("strip_accents", out JsonElement strip) && strip.ValueKind != JsonValueKind.Null ? Flag(step, "strip_accents") : lower)
            _steps.Add(TextStep.StripAccents);
        if (lower)
            _steps.Add(TextStep.LowerCase);
    }

    private void PreTokenizer(JsonElement step)
    {
        switch (Text(step, "type"))
        {
            case "Sequence":
                foreach (JsonElement part in List(step, "pretokenizers"))
                    PreTokenizer(part);
                break;
            case "ByteLevel":
                _bytes = true;
                _prefixSpace = Flag(step, "add_prefix_space");
                // What CLIP's pattern cuts, GPT-2's does not cut further.
                if ((!step.TryGetProperty("use_regex", out _) || Flag(step, "use_regex")) && !_splits.Contains(WordSplit.Clip))
                    _splits.Add(WordSplit.Gpt2);
                break;
            case "BertPreTokenizer":
                _splits.Add(WordSplit.Bert);
                break;
            case "Whitespace":
                _splits.Add(WordSplit.WordsAndSigns);
                break;
            case "WhitespaceSplit":
                _splits.Add(WordSplit.Spaces);
                break;
            case "Split" when Pattern(step) is ClipPattern or ClipMarks + ClipPattern && Text(step, "behavior") == "Removed" && Flag(step, "invert"):
                _splits.Add(WordSplit.Clip);
                break;
            case var other:
                throw Wrong($"its pre_tokenizer has a step {BpeVocabularyException.Shown(other ?? "without type")} that is not known in this form.");
        }
    }

    // Files have them as "left right", newer ones as ["left", "right"].
    private (string, string) Merge(JsonElement merge, int rank) => merge.ValueKind switch
    {
        JsonValueKind.String => VocabularyFile.Merge(merge.GetString()!, _source, $"merge {rank}"),
        JsonValueKind.Array when merge.GetArrayLength() == 2 && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String => (merge[0].GetString()!, merge[1].GetString()!),
        _ => throw Wrong($"merge {rank} is {BpeVocabularyException.Shown(merge.ToString())}; a merge is two tokens."),
    };

    private string? Pattern(JsonElement step) => Object(step, "pattern") is { } pattern ? Text(pattern, "Regex") : null;

    private JsonElement? Object(JsonElement parent, string name) => Property(parent, name, JsonValueKind.Object);

    private string? Text(JsonElement parent, string name) => Property(parent, name, JsonValueKind.String)?.GetString();

    private IEnumerable<JsonElement> List(JsonElement parent, string name) => Property(parent, name, JsonValueKind.Array)?.EnumerateArray() ?? Enumerable.Empty<JsonElement>();

    private bool Flag(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out JsonElement value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
            return false;
        return value.ValueKind == JsonValueKind.True ? true : throw Wrong($"its {name} is {BpeVocabularyException.Shown(value.ToString())}; it must be true or false.");
    }

    private JsonElement? Property(JsonElement parent, string name, JsonValueKind kind)
    {
        if (parent.ValueKind != JsonValueKind.Object)
            throw Wrong($"there is {BpeVocabularyException.Shown(parent.ToString())} where an object with {name} should be.");
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == kind ? value : throw Wrong($"its {name} is no {kind.ToString().ToLowerInvariant()}.");
    }

    private BpeVocabularyException Wrong(string reason) => new(_source, reason);
}
