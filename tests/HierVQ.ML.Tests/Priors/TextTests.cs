using HierVQ.Tests.Pipelines;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Priors;

/// <summary>Texts in, images out: HierTokenize before a prior, in one pipeline.</summary>
[TestClass]
public sealed class TextTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void A_text_conditions_scores_and_images()
    {
        IDataView data = Captioned(["warm low", "cold low", "grey", "warm", ""]);
        IEstimator<ITransformer> pipeline = _ml.Transforms.HierTokenize("Tokens", "Caption", new BpeOptions { Vocabulary = Vocabulary(), Length = 4 })
            .Append(_ml.Transforms.HierQuantize("Codes", "Image", TinyTokenizers.ByKind["vqgan"]()))
            .Append(TinyTrainer.ByKind["rastertransformer"].Trainer(_ml, options =>
            {
                options.TokensColumnName = "Tokens";
                options.PriorOptions.ConditionDropout = 0.1;
            }));
        Conformance.Check(_ml, pipeline, data, "Tokens", "Codes", "Score");

        ITransformer model = pipeline.Fit(data);
        List<string> scores = Rows.Read(model.Transform(Captioned(["warm", "cold", "", ""], same: true)), "Score");
        Assert.AreEqual(3, scores.Distinct().Count());
        Assert.AreEqual(scores[2], scores[3]);
        using HierVQGenerator generator = _ml.HierVQ.CreateGenerator(model);
        int[] tokens = generator.EncodeText("warm low");
        Assert.HasCount(4, tokens);
        using GeneratedImages images = generator.Generate(2, new SamplingOptions { Tokens = tokens, Guidance = 3f }), free = generator.Generate(2);
        Assert.HasCount(2, images);
        Assert.HasCount(2, free);
        ((IDisposable)model).Dispose();
    }

    [TestMethod]
    public void Without_texts_the_generator_says_why()
    {
        using HierVQGenerator labelled = _ml.HierVQ.CreateGenerator(TinyPipeline.Model);
        Assert.Contains("train one with TokensColumnName", Assert.ThrowsExactly<InvalidOperationException>(() => labelled.EncodeText("warm")).Message);
    }

    private IDataView Captioned(string[] captions, bool same = false) => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, same ? captions.Length : 9).Select(i => new Row { Image = TinyImages.Png(same ? 0 : i), Caption = captions[i % captions.Length] }).ToArray());

    private static BpeVocabulary Vocabulary()
    {
        string[] tokens = ["[UNK]", "[PAD]", .. "warmcoldgeyl".Distinct().Select(letter => letter.ToString()), .. "warmcoldgeyl".Distinct().Select(letter => $"{letter}</w>")];
        string folder = Directory.CreateTempSubdirectory("hiervq-text-").FullName;
        try
        {
            string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
            File.WriteAllText(vocabulary, $"{{{string.Join(",", tokens.Select((token, i) => $"\"{token}\":{i}"))}}}");
            File.WriteAllText(merges, "#version: 0.2\n");
            return BpeVocabulary.OpenWords(vocabulary, merges);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Row
    {
        public byte[] Image { get; set; } = [];
        public string Caption { get; set; } = "";
    }
}
