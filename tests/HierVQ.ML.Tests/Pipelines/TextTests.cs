using System.Text.Json;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Pipelines;

/// <summary>Text all the way: a column of words, tokens of it, a prior that they condition, and one zip.</summary>
[TestClass]
public sealed class TextTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void APriorIsToldOfTextAndSurvivesSaving() => Conformance.Check(s_ml, Pipeline(dropout: 0.2), TinyImages.Encoded(s_ml, 9), "Tokens", "Codes", "Score");

    [TestMethod]
    public void TheGeneratorTakesTheTokensOfAText()
    {
        IDataView data = TinyImages.Encoded(s_ml, 9);
        using var model = (IDisposable)Pipeline(dropout: 0).Fit(data);
        BpeTokenizer tokenizer = ((IEnumerable<ITransformer>)model).OfType<HierTokenizeTransformer>().Single().Tokenizer;
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator((ITransformer)model);
        using GeneratedImages warm = generator.Generate(2, new SamplingOptions { Tokens = tokenizer.Encode("Warm") });
        Assert.HasCount(2, warm);
        Assert.Contains("tokens", Assert.Throws<ArgumentException>(() => generator.Generate(1, new SamplingOptions())).Message);

        // An empty text is none, which only a prior trained with condition dropout takes.
        using var withNone = (IDisposable)Pipeline(dropout: 0.2).Fit(data);
        IDataView none = s_ml.Data.LoadFromEnumerable([new Captioned { Label = "", Image = TinyImages.Png(1) }, new Captioned { Label = "cold", Image = TinyImages.Png(1) }]);
        List<string> scores = Rows.Read(((ITransformer)withNone).Transform(none), "Score");
        Assert.AreNotEqual(scores[0], scores[1]);
        Assert.Contains("Row 0", Assert.Throws<InvalidOperationException>(() => Rows.Read(((ITransformer)model).Transform(none), "Score")).Message);
    }

    private static IEstimator<ITransformer> Pipeline(double dropout)
    {
        HqTransformerOptions prior = TinyModels.Prior();
        prior.ConditionDropout = dropout;
        return s_ml.Transforms.HierTokenize("Tokens", "Label", new BpeOptions { Vocabulary = Letters(), Length = 4 })
            .Append(TinyModels.Quantize(s_ml))
            .AppendCacheCheckpoint(s_ml)
            .Append(s_ml.HierVQ.Trainers.HierTransformer("Codes", options: prior, tokensColumnName: "Tokens"));
    }

    // Every letter, and every letter at the end of a word; nothing is merged.
    private static BpeVocabulary Letters()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-text-").FullName;
        try
        {
            string[] letters = [.. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString())];
            string[] tokens = ["[UNK]", "[PAD]", .. letters, .. letters.Select(letter => letter + "</w>")];
            string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
            File.WriteAllText(vocabulary, JsonSerializer.Serialize(tokens.Index().ToDictionary(token => token.Item, token => token.Index)));
            File.WriteAllText(merges, "#version: 0.2\n");
            return BpeVocabulary.OpenWords(vocabulary, merges);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Captioned
    {
        public string Label { get; set; } = "";

        public byte[] Image { get; set; } = [];
    }
}
