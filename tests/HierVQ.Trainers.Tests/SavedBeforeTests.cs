using HierVQ.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests;

/// <summary>Zips that the first version saved: their labels were all that conditioned a prior, and HQ-Transformer all there was.</summary>
[TestClass]
public sealed class SavedBeforeTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void APriorOfTheFirstVersionLoadsAndScoresTheSame()
    {
        using var prior = (HierPriorTransformer)_ml.Model.Load(Zip("hierprior_format1.zip"), out _);
        CollectionAssert.AreEqual(TinyImages.Labels, prior.Labels.ToArray());
        float[] scores = [.. prior.Transform(Codes(holes: false)).GetColumn<float>("Score")];
        float[] expected = [3.9961565f, 4.0011854f, 3.9913778f, 3.9912105f];
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], scores[i], 1e-4f);
    }

    [TestMethod]
    public void ASamplerOfTheFirstVersionLoadsAndFillsTheSame()
    {
        using var sampler = (HierSampleTransformer)_ml.Model.Load(Zip("hiersample_format1.zip"), out _);
        CollectionAssert.AreEqual((string[])
        [
            "1,8,15,6,13,4,14,14,11,14,3,4,13,4,4,14,13,3,16,3",
            "6,13,4,11,2,9,3,8,16,3,7,14,14,3,15,6,13,3,16,15",
            "11,2,9,16,7,14,15,14,13,13,6,3,4,7,12,6,8,14,7,14",
            "16,7,14,5,12,3,4,6,7,5,3,14,1,6,16,11,13,5,11,13",
        ], Rows.Read(sampler.Transform(Codes(holes: true)), "Filled"));
    }

    private static string Zip(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "zips", name);

    private IDataView Codes(bool holes) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new Codes.Row
    {
        Codes = [.. Enumerable.Range(0, 20).Select(at => holes && at > 5 ? 0 : (uint)((at * 7 + i * 5) % 16) + 1)],
        Label = TinyImages.Label(i),
    }).ToArray());
}
