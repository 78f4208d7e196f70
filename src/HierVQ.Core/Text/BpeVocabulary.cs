using HierVQ.Text;

namespace HierVQ;

/// <summary>
/// A published vocabulary of byte-pair encoding (Sennrich, Haddow, Birch: Neural Machine Translation of Rare Words with Subword Units, ACL
/// 2016): tokens with their numbers, the merges that make them, and how text is prepared for these. Immutable and thread-safe.
/// </summary>
public sealed class BpeVocabulary
{
    /// <summary>Most tokens, and most merges, of a vocabulary.</summary>
    internal const int MaxTokens = 1 << 20;

    /// <summary>Most characters of a token.</summary>
    internal const int MaxTokenLength = 1024;

    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Token)> _merges;
    private readonly (string Left, string Right)[] _pairs;

    internal BpeVocabulary(IReadOnlyList<string> tokens, IReadOnlyList<(string Left, string Right)> merges, BpeRules rules, string source)
    {
        if (tokens.Count is 0 or > MaxTokens || merges.Count > MaxTokens)
            throw new BpeVocabularyException(source, $"it has {tokens.Count} tokens and {merges.Count} merges; there must be tokens, and at most {MaxTokens} of either.");
        (_tokens, _pairs, Rules, Source) = ([.. tokens], [.. merges], rules, source);
        _ids = new Dictionary<string, int>(_tokens.Length, StringComparer.Ordinal);
        for (int id = 0; id < _tokens.Length; id++)
        {
            if (_tokens[id].Length is 0 or > MaxTokenLength)
                throw new BpeVocabularyException(source, $"token {id} has {_tokens[id].Length} characters; it must have 1 to {MaxTokenLength}.");
            if (!_ids.TryAdd(_tokens[id], id))
                throw new BpeVocabularyException(source, $"the token {BpeVocabularyException.Shown(_tokens[id])} is there twice, as {_ids[_tokens[id]]} and as {id}.");
        }
        _merges = new Dictionary<(int, int), (int, int)>(_pairs.Length);
        for (int rank = 0; rank < _pairs.Length; rank++)
        {
            (string left, string right) = _pairs[rank];
            if (!_merges.TryAdd((Known(left, rank), Known(right, rank)), (rank, Known(left + right, rank))))
                throw new BpeVocabularyException(source, $"merge {rank}, of {BpeVocabularyException.Shown(left)} and {BpeVocabularyException.Shown(right)}, is there twice.");
        }
        CheckRules();
    }

    /// <summary>Tokens, V.</summary>
    public int Count => _tokens.Length;

    /// <summary>Where it was read from, for messages.</summary>
    internal string Source { get; }

    internal BpeRules Rules { get; }

    internal IReadOnlyList<string> Tokens => _tokens;

    internal IReadOnlyList<(string Left, string Right)> Merges => _pairs;

    /// <summary>The token of a number, as the vocabulary writes it.</summary>
    /// <param name="id">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string this[int id] => (uint)id < (uint)_tokens.Length ? _tokens[id]
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"The vocabulary has tokens from 0 to {_tokens.Length - 1}.");

    /// <summary>The number of a token; null where the vocabulary has no such token.</summary>
    /// <param name="token">The token as the vocabulary writes it.</param>
    public int? IdOf(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>The same vocabulary with one more token, which nothing merges into: for padding that a vocabulary lacks.</summary>
    /// <param name="token">The token; its number will be <see cref="Count"/>.</param>
    /// <exception cref="ArgumentException">The vocabulary has that token.</exception>
    public BpeVocabulary WithToken(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        if (IdOf(token) is { } id)
            throw new ArgumentException($"The vocabulary has the token '{token}' already, as {id}.", nameof(token));
        return new BpeVocabulary([.. _tokens, token], _pairs, Rules, Source);
    }

    /// <summary>Opens the two files of GPT-2 and of models like RoBERTa: tokens of bytes.</summary>
    /// <param name="vocabularyPath">vocab.json: an object of tokens and their numbers.</param>
    /// <param name="mergesPath">merges.txt: a merge a line, most frequent first.</param>
    /// <exception cref="BpeVocabularyException">A file breaks its format; the message says where.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static BpeVocabulary OpenGpt2(string vocabularyPath, string mergesPath) => TwoFiles.Open(vocabularyPath, mergesPath, TwoFiles.Gpt2);

    /// <summary>
    /// Opens two files like GPT-2's whose tokens are of characters, words ending in &lt;/w&gt;: what the texts of the published RQ-Transformer
    /// (CC-3M) and HQ-Transformer (CC-15M) were made with, in lower case. Text is cut as BERT cuts it.
    /// </summary>
    /// <param name="vocabularyPath">An object of tokens and their numbers.</param>
    /// <param name="mergesPath">A merge a line, most frequent first.</param>
    /// <param name="unknown">The token of characters that the vocabulary lacks; null to leave them out. Default [UNK].</param>
    /// <exception cref="BpeVocabularyException">A file breaks its format; the message says where.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static BpeVocabulary OpenWords(string vocabularyPath, string mergesPath, string? unknown = "[UNK]") =>
        TwoFiles.Open(vocabularyPath, mergesPath, TwoFiles.Words with { Unknown = unknown });

    /// <summary>Opens CLIP's list of merges (bpe_simple_vocab_16e6.txt), plain or as .gz.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">Tokens of the vocabulary, 514 of which are bytes and the two marks; the file holds more merges than CLIP takes. Default 49,408, as CLIP has; of a shorter list all merges count.</param>
    /// <exception cref="BpeVocabularyException">The file breaks its format; the message says where.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> leaves no room for bytes and marks.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static BpeVocabulary OpenClip(string path, int count = ClipFile.Tokens) => ClipFile.Open(path, count);

    /// <summary>Opens a tokenizer.json of Hugging Face's tokenizers that holds a byte-pair encoding.</summary>
    /// <remarks>Of what comes after the tokens, templates of special tokens among them, nothing is taken: say start, end and padding in <see cref="BpeOptions"/>.</remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="BpeVocabularyException">The file breaks its format, or asks for a step that this reader does not know; the message says which.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static BpeVocabulary OpenTokenizerJson(string path) => TokenizerJson.Open(path);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Where from; read to its end.</param>
    /// <param name="source">What messages call the stream: a file or an archive's entry.</param>
    /// <exception cref="BpeVocabularyException">The stream is damaged, or of a newer version.</exception>
    public static BpeVocabulary Load(Stream stream, string source = "vocabulary.json")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SavedVocabulary.Read(VocabularyFile.ReadAll(stream, source), source);
    }

    /// <summary>Writes the vocabulary, wherever it came from, in a form of HierVQ's own.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(SavedVocabulary.Write(this));
    }

    /// <summary>What two tokens side by side merge into.</summary>
    internal bool TryMerge(int left, int right, out (int Rank, int Token) merge) => _merges.TryGetValue((left, right), out merge);

    private int Known(string token, int rank) => IdOf(token)
        ?? throw new BpeVocabularyException(Source, $"merge {rank} needs the token {BpeVocabularyException.Shown(token)}, which the vocabulary lacks.");

    private void CheckRules()
    {
        foreach (string? token in (string?[])[Rules.Unknown, Rules.Start, Rules.End, Rules.Padding])
        {
            if (token is not null && IdOf(token) is null)
                throw new BpeVocabularyException(Source, $"the vocabulary lacks the token {BpeVocabularyException.Shown(token)}, which it names as a special one.");
        }
        if (!Rules.Bytes)
            return;
        foreach (char character in ByteAlphabet.InOrder)
        {
            if (IdOf(character.ToString()) is null || (Rules.Suffix is { } suffix && IdOf(character + suffix) is null))
                throw new BpeVocabularyException(Source, $"the vocabulary lacks a byte, '{character}' (U+{(int)character:X4}){(Rules.Suffix is { } end ? $" or '{character}{end}'" : "")}: it is not one of bytes.");
        }
    }
}
