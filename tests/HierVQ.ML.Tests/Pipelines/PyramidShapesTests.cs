using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Pipelines;

/// <summary>Pyramids of other shapes than two levels of one code a position go the same way through a pipeline.</summary>
[TestClass]
public sealed class PyramidShapesTests
{
    private static readonly MLContext s_ml = TinyPipeline.ML;

    public static IEnumerable<object[]> Kinds =>
    [
        ["three levels", "1x1 of 4 + 2x2 of 8 + 4x4 of 16"],
        ["learned resizing", "1x1 of 4 + 2x2 of 8 + 4x4 of 16"],
        ["two codes a position", "2x2x2 of 16 + 4x4x2 of 16"],
        ["vqvae2", "1x1 of 4 + 2x2 of 8 + 4x4 of 16"],
        ["palette", "4x4 of 6"],
        ["auxiliary", "2x2 of 4 + 4x4x2 of 8"],
        ["masked self-prediction", "2x2 of 4 + 4x4x2 of 8"],
    ];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void CodesGoOutAndBackAndSurviveSaving(string kind, string layout)
    {
        IDataView data = TinyImages.Encoded(s_ml, 9);
        EstimatorChain<HierDequantizeTransformer> pipeline = Quantize(kind).Append(s_ml.Transforms.HierDequantize("Reconstructed", "Codes"));
        Conformance.Check(s_ml, pipeline, data, "Codes", "Latents", "Reconstructed");
        using TransformerChain<HierDequantizeTransformer> model = pipeline.Fit(data);
        Assert.AreEqual(layout, model.OfType<HierQuantizeTransformer>().Single().Layout.ToString());
        IDataView scored = model.Transform(data);
        Assert.AreEqual(9, s_ml.HierVQ.EvaluateReconstruction(scored, "Image", "Reconstructed").Images);
    }

    [TestMethod]
    [DataRow("two codes a position")]
    [DataRow("palette")]
    public void APriorOfLevelsRefusesOthersByTheirShape(string kind)
    {
        IDataView data = TinyImages.Encoded(s_ml, 9);
        using HierQuantizeTransformer tokenizer = Quantize(kind).Fit(data);
        var refused = Assert.Throws<ArgumentException>(() => s_ml.HierVQ.Trainers.HierTransformer("Codes").Fit(tokenizer.Transform(data)));
        Assert.Contains("two levels or more, of depth 1", refused.Message);
        Assert.Contains(tokenizer.Layout.ToString(), refused.Message);
    }

    [TestMethod]
    public void APriorOfThreeLevelsRefinesFromOneOrTwo()
    {
        IDataView data = TinyImages.Encoded(s_ml, 9);
        ITransformer model = Quantize("three levels").Append(s_ml.HierVQ.Trainers.HierTransformer("Codes", "Label", TinyModels.Prior())).Fit(data);
        int[][] codes = [.. Rows.Vectors<uint>(model.Transform(data), "Codes").Select(row => Array.ConvertAll(row, key => (int)key - 1))];
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(model);
        using MLImage image = TinyImages.Image(0);
        foreach ((int levels, int kept) in ((int, int)[])[(1, 1), (2, 5)])
        {
            using GeneratedImages refined = generator.Refine([image], levels, new SamplingOptions { Label = "warm" });
            CollectionAssert.AreEqual(codes[0][..kept], refined[0].Codes[..kept].ToArray());
        }
        Assert.Contains("keep 1 to 2", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => generator.Refine([image], 3)).Message);
        ((IDisposable)model).Dispose();
    }

    [TestMethod]
    public void TheSamePixelsGiveTheSamePaletteWhateverItWasBefore()
    {
        IDataView data = TinyImages.Encoded(s_ml, 9);
        using HierQuantizeTransformer palette = Quantize("palette").Fit(data);
        using HierQuantizeTransformer again = Quantize("palette").Fit(data, palette);
        Assert.AreEqual(palette.TokenizerId, again.TokenizerId);
    }

    private static HierQuantizeEstimator Quantize(string kind) => s_ml.Transforms.HierQuantize("Codes", "Image", Options(kind), "Latents");

    private static TokenizerOptions Options(string kind)
    {
        HqVaeOptions hierarchy = TinyModels.Tokenizer();
        switch (kind)
        {
            case "three levels":
                (hierarchy.Levels, hierarchy.CodebookSize) = (3, new[] { 4, 8, 16 });
                return hierarchy;
            case "learned resizing":
                (hierarchy.Levels, hierarchy.CodebookSize, hierarchy.Resizing) = (3, new[] { 4, 8, 16 }, LevelResizing.Convolution);
                (hierarchy.TopReconstructionStart, hierarchy.FeatureLossWeight) = (0, 1);
                return hierarchy;
            case "two codes a position":
                hierarchy.Quantizer = new ResidualQuantizerOptions { Depth = 2 };
                return hierarchy;
            case "vqvae2":
                return new VqVae2Options
                {
                    ImageSize = TinyImages.Size,
                    Levels = 3,
                    BottomStride = 2,
                    Channels = 16,
                    ResidualBlocks = 1,
                    ResidualChannels = 8,
                    EmbeddingSize = 8,
                    CodebookSize = new[] { 4, 8, 16 },
                    Epochs = 2,
                    BatchSize = 8,
                };
            case "auxiliary":
                return Auxiliary(AuxiliaryDecoderKind.FeedForward);
            case "masked self-prediction":
                return Auxiliary(AuxiliaryDecoderKind.MaskedSelfPrediction);
            default:
                return new ColorPaletteOptions { ImageSize = TinyImages.Size, CodebookSize = 6, PoolingFactor = 2 };
        }
    }

    private static AuxiliaryDecoderOptions Auxiliary(AuxiliaryDecoderKind kind) => new()
    {
        ImageSize = TinyImages.Size,
        Levels =
        [
            new() { CodebookSize = 4, EmbeddingSize = 8, AutoregressiveChannels = 8 },
            new() { CodebookSize = 8, EmbeddingSize = 8, CodeChannels = 2, Auxiliary = kind, Window = 3, Reach = 1, AutoregressiveChannels = 8 },
        ],
        Epochs = 2,
        BatchSize = 8,
    };
}
