using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Tests.Evaluation;

[TestClass]
public sealed class EvaluationTests
{
    private static readonly MLContext s_ml = TinyPipeline.ML;

    [TestMethod]
    public void ReconstructionIsMeasuredOnBytes()
    {
        byte[] black = new byte[4 * 64], grey = new byte[4 * 64];
        for (int i = 0; i < black.Length; i += 4)
            (black[i + 3], grey[i], grey[i + 1], grey[i + 2], grey[i + 3]) = (255, 10, 10, 10, 255);
        IDataView data = s_ml.Data.LoadFromEnumerable([Pair(black, grey), Pair(black, black), new TwoImages { Image = Image(black) }]);
        ReconstructionMetrics metrics = s_ml.HierVQ.EvaluateReconstruction(data);
        Assert.AreEqual(2L, metrics.Images);
        Assert.AreEqual(1L, metrics.Missing);
        Assert.AreEqual(50, metrics.MeanSquaredError, 1e-9);
        Assert.AreEqual(5, metrics.MeanAbsoluteError, 1e-9);
        Assert.AreEqual(10 * Math.Log10(255 * 255 / 50.0), metrics.Psnr, 1e-9);
        Assert.IsTrue(double.IsPositiveInfinity(metrics.MeanImagePsnr));
    }

    [TestMethod]
    public void StructureIsMeasuredWhereAWindowFits()
    {
        byte[] black = new byte[4 * 256], white = new byte[4 * 256];
        Array.Fill(white, (byte)255);
        for (int i = 3; i < black.Length; i += 4)
            black[i] = 255;
        IDataView data = s_ml.Data.LoadFromEnumerable([Large(black, black), Large(black, white)]);
        // Black and white, both flat: C1 / (1 + C1), and 1 for the copy.
        Assert.AreEqual((1 + 1e-4 / (1 + 1e-4)) / 2, s_ml.HierVQ.EvaluateReconstruction(data).Ssim, 1e-6);
        byte[] small = new byte[4 * 64];
        Assert.IsTrue(double.IsNaN(s_ml.HierVQ.EvaluateReconstruction(s_ml.Data.LoadFromEnumerable([Pair(small, small)])).Ssim));
    }

    [TestMethod]
    public void TheUseOfCodesIsMeasuredWhereAskedFor()
    {
        IDataView scored = TinyPipeline.Model.Transform(TinyImages.Encoded(s_ml, 6));
        Assert.IsEmpty(s_ml.HierVQ.EvaluateReconstruction(scored).Codebooks);
        ReconstructionMetrics metrics = s_ml.HierVQ.EvaluateReconstruction(scored, codesColumnName: "Codes");
        List<uint[]> rows = Rows.Vectors<uint>(scored, "Codes");
        Assert.HasCount(2, metrics.Codebooks);
        Assert.AreEqual((0, 0, 16), (metrics.Codebooks[0].Level, metrics.Codebooks[0].Depth, metrics.Codebooks[0].Size));
        Assert.AreEqual(rows.SelectMany(row => row[..4]).Distinct().Count(), metrics.Codebooks[0].Used);
        Assert.AreEqual(rows.SelectMany(row => row[4..]).Distinct().Count(), metrics.Codebooks[1].Used);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierVQ.EvaluateReconstruction(scored, codesColumnName: "Nothing")).Message, "'Nothing'");
    }

    [TestMethod]
    public void OriginalsMayBeOfAnyKind()
    {
        ReconstructionMetrics metrics = s_ml.HierVQ.EvaluateReconstruction(TinyPipeline.Model.Transform(TinyImages.Encoded(s_ml, 6)));
        Assert.AreEqual(6L, metrics.Images);
        Assert.IsInRange(3.0, 60.0, metrics.Psnr);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierVQ.EvaluateReconstruction(TinyImages.Encoded(s_ml, 2))).Message, "'Reconstructed'");
    }

    [TestMethod]
    public void LikelihoodIsAddedUpALevel()
    {
        IDataView scored = TinyPipeline.Model.Transform(TinyImages.Encoded(s_ml, 8));
        LikelihoodMetrics metrics = s_ml.HierVQ.EvaluateLikelihood(scored);
        float[] scores = [.. scored.GetColumn<float>("Score")];
        List<float[]> bits = Rows.Vectors<float>(scored, "CodeScores");
        Assert.AreEqual(8L, metrics.Images);
        Assert.AreEqual(0L, metrics.Missing);
        Assert.AreEqual(scores.Average(), metrics.BitsPerCode, 1e-5);
        Assert.AreEqual(bits.Average(row => row[..4].Average()), metrics.BitsPerCodeOfLevel[0], 1e-5);
        Assert.AreEqual(bits.Average(row => row[4..].Average()), metrics.BitsPerCodeOfLevel[1], 1e-5);
        Assert.AreEqual(20 * metrics.BitsPerCode, metrics.BitsPerImage, 1e-3);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierVQ.EvaluateLikelihood(scored, codeScoresColumnName: "Nothing")).Message, "'Nothing'");
    }

    private static TwoImages Pair(byte[] original, byte[] reconstructed) => new() { Image = Image(original), Reconstructed = Image(reconstructed) };

    private static LargeImages Large(byte[] original, byte[] reconstructed) => new()
    {
        Image = MLImage.CreateFromPixels(16, 16, MLPixelFormat.Rgba32, original),
        Reconstructed = MLImage.CreateFromPixels(16, 16, MLPixelFormat.Rgba32, reconstructed),
    };

    private static MLImage Image(byte[] rgba) => MLImage.CreateFromPixels(8, 8, MLPixelFormat.Rgba32, rgba);

    private sealed class TwoImages
    {
        [ImageType(8, 8)]
        public MLImage Image { get; set; } = null!;
        [ImageType(8, 8)]
        public MLImage? Reconstructed { get; set; }
    }

    private sealed class LargeImages
    {
        [ImageType(16, 16)]
        public MLImage Image { get; set; } = null!;
        [ImageType(16, 16)]
        public MLImage Reconstructed { get; set; } = null!;
    }
}
