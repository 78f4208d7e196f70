using System.Text;
using System.Text.Json;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.HierTokenize;

[TestClass]
public sealed class HierTokenizeTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static readonly BpeVocabulary s_vocabulary = Vocabulary();

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSaving() => Conformance.Check(s_ml, Tokenize(), Texts("low", "", "lower slow", "x"), "Tokens");

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSavingWithDropout() =>
        Conformance.Check(s_ml, Tokenize(options => (options.Dropout, options.Seed) = (0.5, 3)), Texts("low lower low", "low lower lower", "low low low"), "Tokens");

    [TestMethod]
    public void TokensAreKeysOfTheVocabularysSize()
    {
        IDataView data = Texts("low", "", "lower slow", "Lower lower");
        using HierTokenizeTransformer fitted = Tokenize().Fit(data);
        IDataView tokens = fitted.Transform(data);
        var type = (VectorDataViewType)tokens.Schema["Tokens"].Type;
        Assert.AreEqual(3, type.Size);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 15), type.ItemType);
        // A key is the token and one more; the tokens are those of the tests of the vocabulary. An empty text has none.
        List<uint[]> rows = Rows.Vectors<uint>(tokens, "Tokens");
        CollectionAssert.AreEqual((uint[])[12, 2, 2], rows[0]);
        CollectionAssert.AreEqual((uint[])[0, 0, 0], rows[1]);
        CollectionAssert.AreEqual((uint[])[15, 8, 12], rows[2]);
        CollectionAssert.AreEqual((uint[])[15, 15, 2], rows[3]);
        Assert.AreEqual("lower", fitted.Tokenizer.Decode(fitted.Tokenizer.Encode("Lower")));
    }

    [TestMethod]
    public void APredictionEngineTokenizes()
    {
        IDataView data = Texts("low");
        using PredictionEngine<TextRow, TokenRow> engine = s_ml.Model.CreatePredictionEngine<TextRow, TokenRow>(Tokenize().Fit(data));
        CollectionAssert.AreEqual((uint[])[15, 8, 12], engine.Predict(new TextRow { Text = "lower slow" }).Tokens);
    }

    [TestMethod]
    public void TheWrongColumnIsNamedInEveryPlace()
    {
        IDataView numbers = s_ml.Data.LoadFromEnumerable([new NumberRow()]), texts = Texts("low");
        HierTokenizeEstimator estimator = Tokenize();
        using HierTokenizeTransformer fitted = estimator.Fit(texts);
        foreach (Action act in (Action[])
        [
            () => estimator.GetOutputSchema(SchemaShape.Create(numbers.Schema)), () => estimator.Fit(numbers),
            () => fitted.Transform(numbers), () => fitted.GetOutputSchema(numbers.Schema),
        ])
        {
            Assert.Contains("'Text': expected Text", Assert.ThrowsExactly<ArgumentOutOfRangeException>(act).Message);
        }
    }

    [TestMethod]
    public void ATextThatIsTooLongNamesItsRow()
    {
        IDataView data = Texts("low", "low low low low");
        using HierTokenizeTransformer fitted = Tokenize(options => options.Truncate = false).Fit(data);
        Exception problem = Assert.Throws<Exception>(() => Rows.Read(fitted.Transform(data), "Tokens"));
        Assert.Contains("'Text'", problem.Message);
        Assert.Contains("more than 3 tokens", problem.ToString());
    }

    [TestMethod]
    public void OptionsOutOfRangeAreNamed()
    {
        Assert.Contains("Vocabulary is null", Assert.ThrowsExactly<ArgumentException>(() => s_ml.Transforms.HierTokenize("Tokens", "Text", new BpeOptions())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenize(options => options.Length = 0));
        Assert.ThrowsExactly<ArgumentException>(() => s_ml.Transforms.HierTokenize("", "Text", new BpeOptions { Vocabulary = s_vocabulary }));
    }

    [TestMethod]
    public void ADamagedModelSaysWhichEntryIsDamaged()
    {
        IDataView data = Texts("low");
        using HierTokenizeTransformer fitted = Tokenize().Fit(data);
        byte[] zip = Conformance.Save(s_ml, fitted, data.Schema);
        Fails("vocabulary.json", _ => null, "no entry");
        Fails("vocabulary.json", json => json[..^9], "damaged");
        Fails("vocabulary.json", json => Replace(json, "\"format\":1", "\"format\":2"), "newer");
        Fails("vocabulary.json", json => Replace(json, "\"merges\":[2,", "\"merges\":[99,"), "no pairs");
        Fails("options.json", json => Replace(json, "\"length\": 3", "\"length\": 0"), "Length is 0");

        void Fails(string entry, Func<byte[], byte[]?> change, string expected)
        {
            // ML.NET wraps what a component throws while it loads.
            string thrown = Assert.Throws<Exception>(() => Conformance.Load(s_ml, Conformance.Change(zip, entry, change))).ToString();
            Assert.Contains(entry, thrown);
            Assert.Contains(expected, thrown);
        }
    }

    private static HierTokenizeEstimator Tokenize(Action<BpeOptions>? change = null)
    {
        var options = new BpeOptions { Vocabulary = s_vocabulary, Length = 3 };
        change?.Invoke(options);
        HierTokenizeEstimator estimator = s_ml.Transforms.HierTokenize("Tokens", "Text", options);
        return estimator;
    }

    private static IDataView Texts(params string[] texts) => s_ml.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }).ToArray());

    private static byte[] Replace(byte[] json, string old, string with)
    {
        string text = Encoding.UTF8.GetString(json);
        Assert.Contains(old, text);
        return Encoding.UTF8.GetBytes(text.Replace(old, with));
    }

    private static BpeVocabulary Vocabulary()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-text-").FullName;
        try
        {
            string[] tokens = ["[UNK]", "[PAD]", "l", "o", "w", "e", "r", "s", "w</w>", "r</w>", "lo", "low</w>", "er</w>", "low", "lower</w>"];
            string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
            File.WriteAllText(vocabulary, JsonSerializer.Serialize(tokens.Index().ToDictionary(token => token.Item, token => token.Index)));
            File.WriteAllText(merges, "#version: 0.2\nl o\nlo w</w>\ne r</w>\nlo w\nlow er</w>\n");
            return BpeVocabulary.OpenWords(vocabulary, merges);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class TokenRow
    {
        [VectorType(3), KeyType(15)]
        public uint[] Tokens { get; set; } = [];
    }

    private sealed class NumberRow
    {
        public float Text { get; set; }
    }
}
