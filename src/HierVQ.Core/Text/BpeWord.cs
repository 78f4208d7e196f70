using System.Text;

namespace HierVQ.Text;

/// <summary>The symbols of one word, and their merging: the pair of lowest rank first, of several the leftmost, until none is left.</summary>
internal sealed class BpeWord
{
    private readonly BpeVocabulary _vocabulary;
    private readonly int[] _symbols, _next, _previous;
    private readonly PriorityQueue<(int Place, int Left, int Right), (int Rank, int Place)> _queue = new();

    /// <summary>A word that is not merged yet.</summary>
    public BpeWord(BpeVocabulary vocabulary, string word)
    {
        _vocabulary = vocabulary;
        _symbols = Symbols(vocabulary, word);
        // A chain in which places that were merged away are skipped; beyond both ends is -1.
        _next = [.. Enumerable.Range(1, _symbols.Length)];
        _previous = [.. Enumerable.Range(-1, _symbols.Length)];
        if (_next.Length > 0)
            _next[^1] = -1;
    }

    /// <summary>Merges what can be merged.</summary>
    /// <param name="isDropped">Asked before each merge whether it is left out this time; null for never.</param>
    /// <returns>The tokens of the word.</returns>
    public IEnumerable<int> Merged(Func<bool>? isDropped)
    {
        for (int place = 0; place < _symbols.Length; place++)
            Queue(place);
        // Those that were left out can be made again once another one was made, as algorithm 1 of BPE-Dropout has it.
        List<((int Place, int Left, int Right), (int Rank, int Place))> leftOut = [];
        while (_queue.TryDequeue(out var pair, out var priority))
        {
            // A neighbour was merged since.
            if (_symbols[pair.Place] != pair.Left || _next[pair.Place] < 0 || _symbols[_next[pair.Place]] != pair.Right)
                continue;
            if (isDropped?.Invoke() == true)
            {
                leftOut.Add((pair, priority));
                continue;
            }
            Merge(pair.Place);
            foreach ((var again, var itsPriority) in leftOut)
                _queue.Enqueue(again, itsPriority);
            leftOut.Clear();
        }
        for (int place = _symbols.Length > 0 ? 0 : -1; place >= 0; place = _next[place])
            yield return _symbols[place];
    }

    private void Merge(int place)
    {
        int gone = _next[place];
        _vocabulary.TryMerge(_symbols[place], _symbols[gone], out (int Rank, int Token) merge);
        _symbols[place] = merge.Token;
        _symbols[gone] = -1;
        _next[place] = _next[gone];
        if (_next[place] >= 0)
            _previous[_next[place]] = place;
        Queue(place);
        if (_previous[place] >= 0)
            Queue(_previous[place]);
    }

    private void Queue(int place)
    {
        if (_next[place] >= 0 && _vocabulary.TryMerge(_symbols[place], _symbols[_next[place]], out (int Rank, int Token) merge))
            _queue.Enqueue((place, _symbols[place], _symbols[_next[place]]), (merge.Rank, place));
    }

    private static int[] Symbols(BpeVocabulary vocabulary, string word)
    {
        BpeRules rules = vocabulary.Rules;
        string[] texts = rules.Bytes
            ? [.. Encoding.UTF8.GetBytes(word).Select(value => ByteAlphabet.Of(value).ToString())]
            : [.. word.EnumerateRunes().Select(rune => rune.ToString())];
        if (texts.Length > 0)
            texts[^1] += rules.Suffix;
        int? unknown = rules.Unknown is null ? null : vocabulary.IdOf(rules.Unknown);
        var symbols = new List<int>(texts.Length);
        bool wasUnknown = false;
        foreach (string text in texts)
        {
            int? known = vocabulary.IdOf(text);
            if ((known ?? unknown) is { } symbol && !(known is null && wasUnknown && rules.FuseUnknown))
                symbols.Add(symbol);
            wasUnknown = known is null;
        }
        return [.. symbols];
    }
}
