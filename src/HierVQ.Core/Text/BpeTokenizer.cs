using System.Text;
using HierVQ.Sampling;
using HierVQ.Text;

namespace HierVQ;

/// <summary>
/// Text to tokens of byte-pair encoding and back. Special tokens that stand in a text are text like any other: a caption cannot bring them in.
/// Thread-safe.
/// </summary>
public sealed class BpeTokenizer
{
    private readonly BpeOptions _options;
    private readonly BpeVocabulary _vocabulary;
    private readonly TextStep[] _steps;
    private readonly int _padding, _start, _end;

    /// <summary>Makes a tokenizer.</summary>
    /// <param name="options">The vocabulary, and how text becomes tokens of it; copied.</param>
    /// <exception cref="ArgumentException">The vocabulary is missing or lacks a token that is asked for, or an option is out of its range.</exception>
    public BpeTokenizer(BpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options.Copy();
        _vocabulary = options.Vocabulary!;
        BpeRules rules = _vocabulary.Rules;
        _padding = options.Token(options.PaddingToken, rules.Padding, nameof(options.PaddingToken));
        _start = options.Marks ? options.Token(options.StartToken, rules.Start, nameof(options.StartToken)) : -1;
        _end = options.Marks ? options.Token(options.EndToken, rules.End, nameof(options.EndToken)) : -1;
        _steps = (options.LowerCase, rules.Steps.Contains(TextStep.LowerCase)) switch
        {
            (true, false) => [.. rules.Steps, TextStep.LowerCase],
            (false, true) => [.. rules.Steps.Where(step => step != TextStep.LowerCase)],
            _ => [.. rules.Steps],
        };
    }

    /// <summary>What it was made with: a copy, of which changes do nothing here.</summary>
    public BpeOptions Options => _options.Copy();

    /// <summary>Tokens of a text.</summary>
    public int Length => _options.Length;

    /// <summary>The vocabulary.</summary>
    public BpeVocabulary Vocabulary => _vocabulary;

    /// <summary>The token that fills up.</summary>
    public int Padding => _padding;

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns><see cref="Length"/> tokens, each from 0 to V - 1.</returns>
    /// <exception cref="ArgumentException">The text has more tokens and the options do not truncate.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int room = Length - (_options.Marks ? 2 : 0);
        // One more than there is room for, to know of a longer text; a text of any length costs no more than what is used of it.
        List<int> tokens = [.. Tokens(text).Take(room + 1)];
        if (tokens.Count > room && !_options.Truncate)
            throw new ArgumentException($"The text has more than {room} tokens, for which Length {Length} has room: raise Length, or set Truncate. It begins '{text.AsSpan(0, Math.Min(40, text.Length))}'.", nameof(text));
        var result = new int[Length];
        Array.Fill(result, _padding);
        int place = 0;
        if (_options.Marks)
            result[place++] = _start;
        foreach (int token in tokens.Take(room))
            result[place++] = token;
        if (_options.Marks)
            result[place] = _end;
        return result;
    }

    /// <summary>The text of tokens, without padding at the end and without marks; what a vocabulary changes in text, such as capitals, does not come back.</summary>
    /// <param name="tokens">Tokens from 0 to V - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        ReadOnlySpan<int> kept = tokens.TrimEnd(_padding);
        var characters = new StringBuilder();
        foreach (int token in kept)
        {
            if (!_options.Marks || (token != _start && token != _end))
                characters.Append(_vocabulary[token]);
        }
        BpeRules rules = _vocabulary.Rules;
        string text = rules.Suffix is { } suffix ? characters.ToString().Replace(suffix, " ", StringComparison.Ordinal).TrimEnd(' ') : characters.ToString();
        return rules.Bytes ? OfBytes(text) : text;
    }

    // Every space that the suffix left is its own byte; others are written as the alphabet writes them.
    private static string OfBytes(string text)
    {
        var bytes = new List<byte>(text.Length);
        foreach (char character in text)
        {
            if (ByteAlphabet.TryByte(character, out byte value))
                bytes.Add(value);
            else
                bytes.AddRange(Encoding.UTF8.GetBytes(character.ToString()));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private IEnumerable<int> Tokens(string text)
    {
        BpeRules rules = _vocabulary.Rules;
        string prepared = _steps.Apply(text);
        if (rules.PrefixSpace && prepared.Length > 0 && prepared[0] != ' ')
            prepared = " " + prepared;
        Func<bool>? isDropped = null;
        if (_options.Dropout > 0)
        {
            var random = new RowGenerator(RowGenerator.Derive((ulong)_options.Seed, Hash(prepared)));
            int draw = 0;
            isDropped = () => random.Uniform(draw++) < _options.Dropout;
        }
        return Words.Of(prepared, rules.Split).SelectMany(word => new BpeWord(_vocabulary, word).Merged(isDropped));
    }

    // FNV-1a of 64 bits, so that a text's draws are the same everywhere.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char unit in text)
            hash = (hash ^ unit) * 1099511628211;
        return hash;
    }
}
