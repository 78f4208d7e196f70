using HierVQ.Quantization;

namespace HierVQ.Tests.Quantization;

/// <summary>Wrong options fail before work starts, with the option, its value and what would do.</summary>
[TestClass]
public sealed class QuantizerOptionsTests
{
    public static IEnumerable<object[]> Wrong =>
    [
        [new EmaQuantizerOptions { CommitmentWeight = -1 }, "CommitmentWeight is -1; it must be at least 0."],
        [new EmaQuantizerOptions { Decay = 1 }, "Decay is 1; it must be at least 0 and below 1."],
        [new EmaQuantizerOptions { RestartThreshold = 0 }, "RestartThreshold is 0; it must be above 0."],
        [new EmaQuantizerOptions { KMeansBatches = -2 }, "KMeansBatches is -2; it must be at least 0."],
        [new EmaQuantizerOptions { CodeSize = 0 }, "CodeSize is 0; it must be at least 1."],
        [new EmaQuantizerOptions { Gradient = (CodeGradient)7 }, "Gradient is 7; it must be one of StraightThrough, Rotation."],
        [new GradientQuantizerOptions { LossForm = (CodebookLossForm)5 }, "LossForm is 5; it must be one of Paper, Legacy."],
        [new GradientQuantizerOptions { RestartThreshold = double.NaN }, "RestartThreshold is NaN; it must be above 0."],
        [new SimVqQuantizerOptions { CommitmentWeight = double.NaN }, "CommitmentWeight is NaN; it must be at least 0."],
        [new ResidualQuantizerOptions { Depth = 0 }, "Depth is 0; it must be at least 1."],
        [new ResidualQuantizerOptions { Decay = new[] { 0.9, 0.8 } }, "Decay has 2 values; give one, or one a depth (4) where each depth has its own codebook."],
        [new ResidualQuantizerOptions { Update = (ResidualUpdate)3 }, "Update is 3; it must be one of EveryDepth, AfterLastDepth."],
        [new ResidualQuantizerOptions { CodebookSizes = [512, 8, 8, 8] }, "CodebookSizes are given although all depths share one codebook: leave them out, or set SharedCodebook to false."],
        [new ResidualQuantizerOptions { SharedCodebook = false, CodebookSizes = [512, 8] }, "CodebookSizes has 2 values; it must have one a depth, 4."],
        [new ResidualQuantizerOptions { Depth = 2, SharedCodebook = false, CodebookSizes = [256, 8] }, "The largest of CodebookSizes is 256; it must be the codebook size, 509."],
        [new GumbelQuantizerOptions { KlWeight = -1 }, "KlWeight is -1; it must be at least 0."],
        [new GumbelQuantizerOptions { MinTemperature = 2 }, "MinTemperature is 2; it must be from 0 to 1."],
        [new GumbelQuantizerOptions { MinTemperature = 0 }, "MinTemperature is 0; it must be above 0."],
        [new GumbelQuantizerOptions { TemperatureSteps = 0 }, "TemperatureSteps is 0; it must be at least 1."],
        [new FiniteScalarQuantizerOptions(), "CodebookSize is 509, no product of levels from 2 to 16, which finite scalar quantization needs: 504 (9·8·7) or 512 (8·8·8) would do."],
        [new FiniteScalarQuantizerOptions { Levels = [8, 5, 5] }, "Levels of 8·5·5 make 200 codes, but the codebook size is 509: change one of the two, or leave Levels out."],
        [new FiniteScalarQuantizerOptions { Levels = [509, 1] }, "Levels is 1; it must be at least 2."],
        [new FiniteScalarQuantizerOptions { Levels = [] }, "Levels is empty; it needs at least one number, or leave it out."],
        [new LookupFreeQuantizerOptions(), "CodebookSize is 509, no power of two, which lookup-free quantization needs: 256 or 512 would do."],
        [new LookupFreeQuantizerOptions { Temperature = 0 }, "Temperature is 0; it must be above 0."],
        [new LookupFreeQuantizerOptions { EntropyWeight = -0.1 }, "EntropyWeight is -0.1; it must be at least 0."],
    ];

    [TestMethod]
    [DynamicData(nameof(Wrong))]
    public void Each_is_refused_by_name(QuantizerOptions options, string message)
    {
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Validate(509, 32));
        Assert.AreEqual(message, refused.Message.Split(" (Parameter")[0].Split('\n')[0]);
    }

    [TestMethod]
    [DataRow(240, new[] { 8, 6, 5 })]
    [DataRow(1000, new[] { 8, 5, 5, 5 })]
    [DataRow(4375, new[] { 7, 5, 5, 5, 5 })]
    [DataRow(15360, new[] { 8, 8, 8, 6, 5 })]
    [DataRow(64000, new[] { 8, 8, 8, 5, 5, 5 })]
    [DataRow(512, new[] { 8, 8, 8 })]
    [DataRow(1024, new[] { 16, 8, 8 })]
    [DataRow(4096, new[] { 8, 8, 8, 8 })]
    [DataRow(16384, new[] { 16, 16, 8, 8 })]
    [DataRow(32, new[] { 8, 4 })]
    [DataRow(2, new[] { 2 })]
    public void Levels_are_found_by_the_codebook_size_and_are_the_papers_where_it_lists_them(int codes, int[] levels) =>
        CollectionAssert.AreEqual(levels, FiniteScalarLevels.Of(codes));
}
