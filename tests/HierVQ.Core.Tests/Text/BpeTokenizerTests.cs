namespace HierVQ.Tests.Text;

[TestClass]
public sealed class BpeTokenizerTests : IDisposable
{
    private readonly SmallVocabularies _small = new();

    [TestMethod]
    public void MergesOfLowestRankComeFirst()
    {
        BpeTokenizer tokenizer = Words(length: 4);
        // l o w</w>: lo w</w>: low</w>. And l o w e r</w>: lo w e r</w>: lo w er</w>: low er</w>: lower</w>.
        CollectionAssert.AreEqual((int[])[11, 14, 1, 1], tokenizer.Encode("low lower"));
        // s l o w</w>: s low</w>.
        CollectionAssert.AreEqual((int[])[7, 11, 1, 1], tokenizer.Encode("slow"));
        // r</w> is a token of its own, and nothing merges with it here.
        CollectionAssert.AreEqual((int[])[7, 9, 1, 1], tokenizer.Encode("sr"));
    }

    [TestMethod]
    public void WordsAreCutAsBertCutsThem()
    {
        // The sign is a word, and ends as one, which the vocabulary lacks, as it does x, and s at the end of a word.
        CollectionAssert.AreEqual((int[])[11, 0, 0, 11, 0, 1], Words(length: 6).Encode("LOW! xlow\t\u0007s"));
        CollectionAssert.AreEqual((int[])[0, 0, 0], Words(length: 3, options => options.LowerCase = false).Encode("LOW"));
    }

    [TestMethod]
    public void BytesAreTokensAsGpt2HasThem()
    {
        var tokenizer = new BpeTokenizer(new BpeOptions { Vocabulary = _small.Gpt2(), Length = 6 });
        // "the" and " cat": t he, then Ġ c a t: Ġ ca t: Ġ cat. The space is byte 32.
        CollectionAssert.AreEqual((int[])['t', 257, 32, 260, 261, 261], tokenizer.Encode("the cat"));
        // " the": Ġ t h e: Ġt h e: Ġt he: Ġthe.
        CollectionAssert.AreEqual((int[])[258, 32, 260, 261, 261, 261], tokenizer.Encode(" the cat"));
        // é is two bytes of UTF-8, the digits are a word; of two spaces the first is one by itself.
        CollectionAssert.AreEqual((int[])[0xC3, 0xA9, '4', '2', 32, 32], tokenizer.Encode("é42  x"));
        CollectionAssert.AreEqual((int[])['T', 257, 261, 261, 261, 261], tokenizer.Encode("The"));
        foreach (string text in (string[])["the cat", " é!", "a\nb"])
            Assert.AreEqual(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [TestMethod]
    public void ClipsFileHasMarksAndEndsOfWords()
    {
        foreach (bool packed in (bool[])[false, true])
        {
            BpeVocabulary vocabulary = _small.Clip(packed);
            Assert.AreEqual(518, vocabulary.Count);
            var tokenizer = new BpeTokenizer(new BpeOptions { Vocabulary = vocabulary, Length = 8, Marks = true });
            // 256 is the byte ! at the end of a word: the first of those that print. Entities of HTML are decoded.
            CollectionAssert.AreEqual((int[])[516, 513, 515, 256, 517, 0, 0, 0], tokenizer.Encode("  The\n CAT&#33;"));
            Assert.AreEqual("the cat !", tokenizer.Decode(tokenizer.Encode("The cat!")));
            // Digits are words of their own: 1 is the 17th byte that prints.
            CollectionAssert.AreEqual((int[])[516, 272, 272, 517, 0, 0, 0, 0], tokenizer.Encode("11"));
        }
    }

    [TestMethod]
    public void ATokenizerJsonSaysItselfHowTextIsCut()
    {
        string tokens = SmallVocabularies.Json(SmallVocabularies.WordTokens[..1].Concat(SmallVocabularies.WordTokens[2..]).ToArray());
        string path = _small.Write("tokenizer.json", $$"""
            {
              "version": "1.0", "truncation": null, "padding": null,
              "added_tokens": [{ "id": 14, "content": "[PAD]", "special": true }],
              "normalizer": { "type": "Sequence", "normalizers": [{ "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": false }, { "type": "Lowercase" }] },
              "pre_tokenizer": { "type": "BertPreTokenizer" }, "post_processor": null, "decoder": { "type": "BPEDecoder", "suffix": "</w>" },
              "model": { "type": "BPE", "dropout": null, "unk_token": "[UNK]", "continuing_subword_prefix": null, "end_of_word_suffix": "</w>", "fuse_unk": true,
                "vocab": {{tokens}}, "merges": ["l o", "lo w</w>", ["e", "r</w>"], ["lo", "w"], "low er</w>"] }
            }
            """);
        var tokenizer = new BpeTokenizer(new BpeOptions { Vocabulary = BpeVocabulary.OpenTokenizerJson(path), Length = 6 });
        // One less than in the other vocabulary, where [PAD] came second; the two unknown signs of a word are one token here.
        CollectionAssert.AreEqual((int[])[10, 13, 0, 10, 14, 14], tokenizer.Encode("Low LOWER xylow"));
    }

    [TestMethod]
    public void LongTextsAreCutOrRefused()
    {
        CollectionAssert.AreEqual((int[])[11, 11], Words(length: 2).Encode("low low low"));
        BpeTokenizer strict = Words(length: 2, options => options.Truncate = false);
        CollectionAssert.AreEqual((int[])[11, 11], strict.Encode("low low"));
        Assert.Contains("more than 2 tokens", Assert.ThrowsExactly<ArgumentException>(() => strict.Encode("low low low")).Message);
        var marked = new BpeTokenizer(new BpeOptions { Vocabulary = _small.Clip(packed: false), Length = 3, Marks = true });
        CollectionAssert.AreEqual((int[])[516, 513, 517], marked.Encode("the cat"));
        CollectionAssert.AreEqual((int[])[1, 1], Words(length: 2).Encode(""));
    }

    [TestMethod]
    public void ADroppedMergeIsLeftOutAsOftenAsAsked()
    {
        // Of "low" the first merge is made with 0.7, and the second, which needs it, with 0.7 again.
        BpeTokenizer tokenizer = Words(length: 3, options => (options.Dropout, options.Seed) = (0.3, 5));
        const int Texts = 4000;
        var counts = new Dictionary<int, int>();
        for (int i = 0; i < Texts; i++)
        {
            // The draws follow from the text: spaces make it another and change no word.
            int[] tokens = tokenizer.Encode(new string(' ', i / 64) + "low" + new string(' ', i % 64));
            int kept = tokens switch { [11, 1, 1] => 2, [10, 8, 1] => 1, [2, 3, 8] => 0, _ => throw new AssertFailedException(string.Join(",", tokens)) };
            counts[kept] = counts.GetValueOrDefault(kept) + 1;
        }
        // Three standard deviations of a share of 4000 are at most 0.024.
        Assert.AreEqual(0.3, counts[0] / (double)Texts, 0.024);
        Assert.AreEqual(0.7 * 0.3, counts[1] / (double)Texts, 0.024);
        Assert.AreEqual(0.7 * 0.7, counts[2] / (double)Texts, 0.024);
    }

    [TestMethod]
    public void DropoutFollowsFromSeedAndText()
    {
        const string Text = "lower low slow lower low slow lower low slow";
        BpeTokenizer one = Words(length: 32, options => options.Dropout = 0.5), other = Words(length: 32, options => (options.Dropout, options.Seed) = (0.5, 2));
        CollectionAssert.AreEqual(one.Encode(Text), one.Encode(Text));
        CollectionAssert.AreEqual(one.Encode(Text), Words(length: 32, options => options.Dropout = 0.5).Encode(Text));
        CollectionAssert.AreNotEqual(one.Encode(Text), other.Encode(Text));
        Assert.AreEqual(Text, one.Decode(one.Encode(Text)));
        int[][] together = new int[16][];
        Parallel.For(0, together.Length, i => together[i] = one.Encode(Text));
        foreach (int[] tokens in together)
            CollectionAssert.AreEqual(one.Encode(Text), tokens);
    }

    [TestMethod]
    public void OptionsAreCheckedBeforeAnyText()
    {
        Assert.Contains("Vocabulary is null", Assert.ThrowsExactly<ArgumentException>(() => new BpeTokenizer(new BpeOptions())).Message);
        Assert.Contains("PaddingToken is 'x'", Assert.ThrowsExactly<ArgumentException>(() => Words(2, options => options.PaddingToken = "x")).Message);
        Assert.Contains("StartToken is null", Assert.ThrowsExactly<ArgumentException>(() => Words(2, options => options.Marks = true)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Words(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Words(2, options => options.Dropout = 1));
        BpeVocabulary more = _small.Words().WithToken("[END]");
        Assert.AreEqual(15, more.IdOf("[END]"));
        Assert.AreEqual("[END]", more[15]);
        CollectionAssert.AreEqual((int[])[11, 15], new BpeTokenizer(new BpeOptions { Vocabulary = more, PaddingToken = "[END]", Length = 2 }).Encode("low"));
        Assert.ThrowsExactly<ArgumentException>(() => more.WithToken("low"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Words(2).Decode([15]));
    }

    public void Dispose() => _small.Dispose();

    private BpeTokenizer Words(int length, Action<BpeOptions>? change = null)
    {
        var options = new BpeOptions { Vocabulary = _small.Words(), Length = length };
        change?.Invoke(options);
        return new BpeTokenizer(options);
    }
}
