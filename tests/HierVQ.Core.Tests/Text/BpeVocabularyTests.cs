using HierVQ.Text;

namespace HierVQ.Tests.Text;

[TestClass]
public sealed class BpeVocabularyTests : IDisposable
{
    private readonly SmallVocabularies _small = new();

    [TestMethod]
    public void DamagedFilesSayWhatIsWrong()
    {
        const string Merges = "a b\n";
        Words("not valid JSON", "{", Merges);
        Words("not valid JSON", "{\"[UNK]\": 0, \"\\ud800\": 1}", "");
        Words("no object", "[]", Merges);
        Words("must be from 0", "{\"a\": -1}", Merges);
        Words("must be from 0", "{\"a\": \"0\"}", Merges);
        Words("must be from 0", "{\"a\": 99999999}", Merges);
        Words("no token has the number 1", "{\"[UNK]\": 0, \"b\": 2}", "");
        Words("same number 1", "{\"[UNK]\": 0, \"b\": 1, \"c\": 1}", "");
        Words("line 1 is 'a b c'", "{\"[UNK]\": 0, \"a\": 1}", "a b c\n");
        Words("line 3 is ''", "{\"[UNK]\": 0, \"a\": 1, \"aa\": 2}", "#version: 0.2\na a\n\na a\n");
        Words("needs the token 'b'", "{\"[UNK]\": 0, \"a\": 1}", Merges);
        Words("needs the token 'ab'", "{\"[UNK]\": 0, \"a\": 1, \"b\": 2}", Merges);
        Words("is there twice", "{\"[UNK]\": 0, \"a\": 1, \"b\": 2, \"ab\": 3}", Merges + Merges);
        Words("lacks the token '[UNK]'", "{\"a\": 0}", "");
        Words("0 characters", "{\"[UNK]\": 0, \"\": 1}", "");
        Words("1025 characters", $"{{\"[UNK]\": 0, \"{new string('a', 1025)}\": 1}}", "");
    }

    [TestMethod]
    public void AVocabularyOfCharactersIsNoneOfBytes()
    {
        string vocabulary = _small.Write("vocab.json", SmallVocabularies.Json(SmallVocabularies.WordTokens)), merges = _small.Write("merges.txt", "l o\n");
        Assert.Contains("lacks a byte", Assert.ThrowsExactly<BpeVocabularyException>(() => BpeVocabulary.OpenGpt2(vocabulary, merges)).Message);
    }

    [TestMethod]
    public void FilesThatAreNoTextOrTooLargeAreRefused()
    {
        string vocabulary = _small.Write("vocab.json", SmallVocabularies.Json(SmallVocabularies.WordTokens)), merges = _small.Write("merges.txt", "");
        File.WriteAllBytes(merges, [0xFF, 0xFE, 0x80]);
        Assert.Contains("not UTF-8", Assert.ThrowsExactly<BpeVocabularyException>(() => BpeVocabulary.OpenWords(vocabulary, merges)).Message);
        File.WriteAllBytes(merges, [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7]);
        Assert.Contains("damaged", Assert.ThrowsExactly<BpeVocabularyException>(() => BpeVocabulary.OpenClip(merges)).Message);
        // 80 MB of zeros become 80 kB of gzip.
        using (var packed = new System.IO.Compression.GZipStream(File.Create(merges), System.IO.Compression.CompressionLevel.Fastest))
        {
            for (int i = 0; i < 80; i++)
                packed.Write(new byte[1 << 20]);
        }
        Assert.Contains("more than 64 MiB", Assert.ThrowsExactly<BpeVocabularyException>(() => BpeVocabulary.OpenClip(merges)).Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => BpeVocabulary.OpenClip(merges + ".none"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BpeVocabulary.OpenClip(merges, 100));
    }

    [TestMethod]
    public void ATokenizerJsonThatAsksForMoreThanIsKnownIsRefused()
    {
        static string Of(string model, string rest = "") =>
            $"{{ \"model\": {{ \"vocab\": {{ \"a\": 0 }}, \"merges\": [] {model} }} {rest} }}";
        Json("no model", "{}");
        Json("not valid JSON", Of(", \"unk_token\": \"\\ud800\""));
        Json("of type 'WordPiece'", Of(", \"type\": \"WordPiece\""));
        Json("byte_fallback", Of(", \"byte_fallback\": true"));
        Json("continuing_subword_prefix", Of(", \"continuing_subword_prefix\": \"##\""));
        Json("step 'Nmt'", Of("", ", \"normalizer\": { \"type\": \"Nmt\" }"));
        Json("step 'Metaspace'", Of("", ", \"pre_tokenizer\": { \"type\": \"Metaspace\" }"));
        Json("step 'Split'", Of("", ", \"pre_tokenizer\": { \"type\": \"Split\", \"pattern\": { \"Regex\": \"(a+)+$\" }, \"behavior\": \"Removed\", \"invert\": true }"));
        Json("several ways", Of("", ", \"pre_tokenizer\": { \"type\": \"Sequence\", \"pretokenizers\": [{ \"type\": \"Whitespace\" }, { \"type\": \"BertPreTokenizer\" }] }"));
        Json("lacks a byte", Of("", ", \"pre_tokenizer\": { \"type\": \"ByteLevel\", \"add_prefix_space\": false }"));
        Json("is no object", "{ \"model\": [] }");
        Json("must be true or false", Of(", \"fuse_unk\": 1"));
        Json("merge 0 is", "{ \"model\": { \"vocab\": { \"a\": 0 }, \"merges\": [[\"a\"]] } }");
        Json("an object with", "[]");
    }

    [TestMethod]
    public void WhatIsSavedComesBackOrSaysWhatIsWrong()
    {
        BpeVocabulary vocabulary = _small.Clip(packed: false);
        using var stream = new MemoryStream();
        vocabulary.Save(stream);
        byte[] saved = stream.ToArray();
        BpeVocabulary again = BpeVocabulary.Load(new MemoryStream(saved));
        var options = new BpeOptions { Length = 12, Marks = true };
        string text = "The cat, thé 42 &lt;cats&gt;";
        options.Vocabulary = vocabulary;
        int[] expected = new BpeTokenizer(options).Encode(text);
        options.Vocabulary = again;
        CollectionAssert.AreEqual(expected, new BpeTokenizer(options).Encode(text));
        stream.SetLength(0);
        again.Save(stream);
        CollectionAssert.AreEqual(saved, stream.ToArray());
        foreach (byte[] bad in (byte[][])[[], saved[..200], "{}"u8.ToArray(), "null"u8.ToArray(), [.. saved, .. "x"u8]])
            Assert.Contains("entry x", Assert.ThrowsExactly<BpeVocabularyException>(() => BpeVocabulary.Load(new MemoryStream(bad), "entry x")).Message);
    }

    [TestMethod]
    public void NormalizersDoWhatTheirNamesSay()
    {
        Assert.AreEqual("école", ((TextStep[])[TextStep.Nfc, TextStep.LowerCase]).Apply("École"));
        Assert.AreEqual("a b", ((TextStep[])[TextStep.Clean]).Apply("a\u0000\tb\u200B"));
        Assert.AreEqual("a 中  国 b", ((TextStep[])[TextStep.SeparateChinese]).Apply("a中国b"));
        Assert.AreEqual("a b ", ((TextStep[])[TextStep.CollapseSpaces]).Apply("a \n\tb  "));
    }

    [TestMethod]
    public void UnicodesFormsAreHadOrAskedForAndNeverLeftOut()
    {
        (TextStep Step, string Text, string Expected)[] cases =
        [
            (TextStep.Nfd, "eau \u00E9", "eau e\u0301"), (TextStep.Nfc, "e\u0301", "\u00E9"), (TextStep.Nfkc, "\uFB01", "fi"), (TextStep.Nfkd, "\uFB01", "fi"), (TextStep.StripAccents, "\u00C9cole", "Ecole"),
        ];
        foreach ((TextStep step, string text, string expected) in cases)
        {
            if (TextSteps.CanNormalize)
                Assert.AreEqual(expected, ((TextStep[])[step]).Apply(text));
            else
                Assert.Contains("invariant globalization", Assert.ThrowsExactly<InvalidOperationException>(() => ((TextStep[])[step]).Apply(text)).Message);
            Assert.AreEqual("plain", ((TextStep[])[step]).Apply("plain"));
        }
    }

    public void Dispose() => _small.Dispose();

    private void Words(string expected, string vocabulary, string merges)
    {
        string vocabularyPath = _small.Write("vocab.json", vocabulary), mergesPath = _small.Write("merges.txt", merges);
        var thrown = Assert.ThrowsExactly<BpeVocabularyException>(() => BpeVocabulary.OpenWords(vocabularyPath, mergesPath));
        Assert.Contains(expected, thrown.Message);
    }

    private void Json(string expected, string json)
    {
        string path = _small.Write("tokenizer.json", json);
        Assert.Contains(expected, Assert.ThrowsExactly<BpeVocabularyException>(() => BpeVocabulary.OpenTokenizerJson(path)).Message);
    }
}
