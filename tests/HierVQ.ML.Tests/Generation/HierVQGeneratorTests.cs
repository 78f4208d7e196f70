using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace HierVQ.Tests.Generation;

[TestClass]
public sealed class HierVQGeneratorTests
{
    private static readonly MLContext s_ml = TinyPipeline.ML;
    private static HierVQGenerator s_generator = null!;

    [ClassInitialize]
    public static void Make(TestContext _) => s_generator = s_ml.HierVQ.CreateGenerator(TinyPipeline.Model, batchSize: 3);

    [ClassCleanup]
    public static void Free() => s_generator.Dispose();

    [TestMethod]
    public void SaysWhatItCanMake()
    {
        CollectionAssert.AreEqual(TinyImages.Labels, s_generator.Labels.ToArray());
        Assert.IsTrue(s_generator.CanBeUnconditional);
        Assert.AreEqual(8, s_generator.ImageSize);
        Assert.AreEqual(20, s_generator.Layout.TotalCodes);
    }

    [TestMethod]
    public void TheSeedOfAnImageDrawsItAgain()
    {
        var options = new SamplingOptions { Label = "cold", Seed = 40, TopK = 8, TopP = 0.95f };
        using GeneratedImages images = s_generator.Generate(7, options);
        Assert.HasCount(7, images);
        for (int i = 0; i < images.Count; i++)
        {
            Assert.AreEqual(40UL + (ulong)i, images[i].Seed);
            Assert.AreEqual("cold", images[i].Label);
            options.Seed = images[i].Seed;
            using GeneratedImages one = s_generator.Generate(1, options);
            CollectionAssert.AreEqual(images[i].Codes.ToArray(), one[0].Codes.ToArray());
            CollectionAssert.AreEqual(images[i].Rgb.ToArray(), one[0].Rgb.ToArray());
            Assert.AreEqual(images[i].LogLikelihood, one[0].LogLikelihood, 1e-3);
        }
        Assert.IsGreaterThan(1, images.Select(image => Convert.ToHexString(image.Rgb.Span)).Distinct().Count());
        Assert.IsEmpty(s_generator.Generate(0));
    }

    [TestMethod]
    public void TheLogLikelihoodIsWhatThePipelineScores()
    {
        using GeneratedImages images = s_generator.Generate(3, new SamplingOptions { Label = "warm" });
        HierPriorTransformer prior = Inner<HierPriorTransformer>().First();
        IDataView data = s_ml.Data.LoadFromEnumerable(images.Select(image => new CodesRow { Codes = Array.ConvertAll(image.Codes.ToArray(), code => (uint)code + 1), Label = "warm" }).ToArray());
        float[] scores = [.. prior.Transform(data).GetColumn<float>("Score")];
        for (int i = 0; i < 3; i++)
            Assert.AreEqual(scores[i], images[i].BitsPerCode, 1e-3);
    }

    [TestMethod]
    public void ThreadsDrawSideBySide()
    {
        using GeneratedImages expected = s_generator.Generate(4, new SamplingOptions { Seed = 5 });
        Parallel.For(0, 6, _ =>
        {
            using GeneratedImages images = s_generator.Generate(4, new SamplingOptions { Seed = 5 });
            for (int i = 0; i < 4; i++)
                CollectionAssert.AreEqual(expected[i].Codes.ToArray(), images[i].Codes.ToArray());
        });
    }

    [TestMethod]
    public void CompletingKeepsTheCodesOfWhatIsKept()
    {
        MLImage[] originals = [TinyImages.Image(0), TinyImages.Image(1, size: 16)];
        using GeneratedImages images = s_generator.Complete(originals, KeepRegion.TopHalf, new SamplingOptions { Label = "warm" });
        List<uint[]> codes = Rows.Vectors<uint>(Inner<HierQuantizeTransformer>().First().Transform(TinyImages.Encoded(s_ml, 1)), "Codes");
        int[] completed = images[0].Codes.ToArray();
        // 2 x 2 codes above 4 x 4: the upper row of the one, the upper two of the other.
        foreach (int at in (int[])[0, 1, .. Enumerable.Range(4, 8)])
            Assert.AreEqual((int)codes[0][at] - 1, completed[at]);
        using GeneratedImages several = s_generator.Complete(originals[0], 5, KeepRegion.LeftHalf, new SamplingOptions { Label = "warm", Seed = 3 });
        Assert.HasCount(5, several);
        Assert.IsTrue(several.All(image => image.Codes.Span[0] == (int)codes[0][0] - 1 && image.Codes.Span[2] == (int)codes[0][2] - 1));
        foreach (MLImage original in originals)
            original.Dispose();
    }

    [TestMethod]
    public void RefiningKeepsTheCoarseCodes()
    {
        MLImage[] small = [TinyImages.Image(0, size: 4), TinyImages.Image(2, size: 4)];
        var options = new SamplingOptions { Label = "warm", Seed = 9 };
        using GeneratedImages refined = s_generator.Refine(small, options: options), again = s_generator.Refine(small, levels: 1, options);
        IDataView large = s_ml.Data.LoadFromEnumerable(small.Select(image => new TinyImages.ImageRow { Image = image }).ToArray(), Unsized());
        List<uint[]> codes = Rows.Vectors<uint>(Inner<HierQuantizeTransformer>().First().Transform(large), "Codes");
        for (int i = 0; i < 2; i++)
        {
            CollectionAssert.AreEqual(codes[i][..4].Select(key => (int)key - 1).ToArray(), refined[i].Codes[..4].ToArray());
            CollectionAssert.AreEqual(refined[i].Codes.ToArray(), again[i].Codes.ToArray());
        }
        Assert.Contains("keep 1 to 1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_generator.Refine(small, levels: 2)).Message);
        foreach (MLImage image in small)
            image.Dispose();
    }

    [TestMethod]
    public void APromptWithoutAHoleOrOfAnotherLengthIsRefused()
    {
        using MLImage image = TinyImages.Image(0);
        Assert.Contains("The region keeps every code", Assert.ThrowsExactly<ArgumentException>(() => s_generator.Complete([image], KeepRegion.Rectangle(0, 0, 1, 1))).Message);
        int[] full = [.. Enumerable.Repeat(-1, 20), .. new int[20]];
        Assert.Contains("Pyramid 1 has all 20 codes", Assert.ThrowsExactly<ArgumentException>(() => s_generator.CompleteCodes(full)).Message);
        Assert.Contains("19 codes are no whole number of pyramids of 20", Assert.ThrowsExactly<ArgumentException>(() => s_generator.CompleteCodes(full.AsSpan(0, 19))).Message);
    }

    [TestMethod]
    public void GuidanceAndTopKAreCheckedBeforeAnyWork()
    {
        Assert.Contains("TopK is 17 for level 0, but its codebook has 16 codes", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_generator.Generate(1, new SamplingOptions { TopK = 17 })).Message);
        using GeneratedImages plain = s_generator.Generate(3, new SamplingOptions { Label = "cold" }), guided = s_generator.Generate(3, new SamplingOptions { Label = "cold", Guidance = 6f });
        Assert.IsTrue(Enumerable.Range(0, 3).Any(i => !plain[i].Codes.Span.SequenceEqual(guided[i].Codes.Span)));
        ITransformer strict = TinyPipeline.Estimator(s_ml, conditionDropout: 0).Fit(TinyImages.Encoded(s_ml, 8));
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(strict);
        Assert.Contains("train with ConditionDropout above 0", Assert.ThrowsExactly<ArgumentException>(() => generator.Generate(1, new SamplingOptions { Label = "cold", Guidance = 2f })).Message);
        Assert.Contains("the prior needs one", Assert.ThrowsExactly<ArgumentException>(() => generator.Generate(1)).Message);
        ((IDisposable)strict).Dispose();
    }

    [TestMethod]
    public void WhatCannotBeDrawnIsSaidBeforeImagesAreEncoded()
    {
        MLImage gone = TinyImages.Image(0);
        gone.Dispose();
        var wrong = new SamplingOptions { Label = "cold", TopK = new[] { 16, 17 } };
        const string Message = "TopK is 17 for level 1, but its codebook has 16 codes";
        Assert.Contains(Message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_generator.Complete([gone], KeepRegion.TopHalf, wrong)).Message);
        Assert.Contains(Message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_generator.Refine([gone], options: wrong)).Message);
        Assert.Contains(Message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_generator.Generate([gone], wrong)).Message);
    }

    [TestMethod]
    public void TheSamplerMayRunOnLibTorch()
    {
        var options = new SamplingOptions { Label = "warm", Seed = 2, TopK = 1 };
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(TinyPipeline.Model, new SamplerOptions { Backend = SamplerBackend.LibTorch, MaxBatch = 2 });
        using GeneratedImages kernels = s_generator.Generate(3, options), tensors = generator.Generate(3, options);
        for (int i = 0; i < 3; i++)
            Assert.AreEqual(kernels[i].LogLikelihood, tensors[i].LogLikelihood, 1e-2);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierVQ.CreateGenerator(TinyPipeline.Model, new SamplerOptions { MaxBatch = 0 }));
    }

    private static SchemaDefinition Unsized()
    {
        var definition = SchemaDefinition.Create(typeof(TinyImages.ImageRow));
        definition["Image"].ColumnType = new Microsoft.ML.Transforms.Image.ImageDataViewType();
        return definition;
    }

    [TestMethod]
    public void RegionsKeepWholeCellsOnly()
    {
        Assert.IsTrue(KeepRegion.TopHalf.Covers(0, 0, 2, 2));
        Assert.IsFalse(KeepRegion.TopHalf.Covers(1, 0, 2, 2));
        Assert.IsFalse(KeepRegion.Rectangle(0, 0, 0.4, 1).Covers(0, 0, 2, 2));
        Assert.IsTrue(KeepRegion.Except(KeepRegion.TopHalf).Covers(1, 1, 2, 2));
        bool[,] mask = new bool[4, 4];
        mask[0, 0] = mask[0, 1] = mask[1, 0] = true;
        Assert.IsFalse(KeepRegion.Mask(mask).Covers(0, 0, 2, 2));
        mask[1, 1] = true;
        Assert.IsFalse(KeepRegion.Mask(mask).Covers(0, 1, 2, 2));
        Assert.IsTrue(KeepRegion.Mask(mask).Covers(0, 0, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeepRegion.Rectangle(0.5, 0, 0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeepRegion.Rectangle(0, 0, 1, 1.1));
        Assert.Throws<ArgumentException>(() => KeepRegion.Mask(new bool[0, 4]));
    }

    [TestMethod]
    public void ImagesComeAsBytesFilesAndMLImages()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        using GeneratedImages images = s_generator.Generate(5, new SamplingOptions { Seed = 1 });
        CollectionAssert.AreEqual((byte[])[0x89, 0x50, 0x4E, 0x47], images[0].ToPng()[..4]);
        Assert.AreEqual(8, images[0].Image.Width);
        Assert.AreSame(images[0].Image, images[0].Image);
        images[0].Save(Path.Combine(folder, "one.png"));
        images.SaveSheet(Path.Combine(folder, "sheet.png"), columns: 3, magnification: 2);
        Assert.IsGreaterThan(100L, new FileInfo(Path.Combine(folder, "sheet.png")).Length);
        IDataView data = s_ml.Data.LoadFromEnumerable([new TinyImages.EncodedRow { Image = images[0].ToPng() }]);
        Assert.HasCount(1, Rows.Read(Inner<HierQuantizeTransformer>().First().Transform(data), "Codes"));
    }

    [TestMethod]
    public void ProgressRisesToOneAndCancellingStops()
    {
        var shares = new List<double>();
        s_generator.Generate(7, progress: new Collect(shares.Add)).Dispose();
        Assert.AreEqual(1.0, shares[^1]);
        CollectionAssert.AreEqual(shares.Order().ToList(), shares);
        Assert.IsGreaterThan(3, shares.Count);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => s_generator.Generate(100, progress: new Collect(_ => stop.Cancel()), cancellationToken: stop.Token));
        s_generator.Generate(1).Dispose();
    }

    [TestMethod]
    public void WrongQuestionsAreAnsweredBeforeAnyWork()
    {
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => s_generator.Generate(1, new SamplingOptions { Label = "purple" })).Message, "warm, cold, grey");
        Assert.Throws<ArgumentOutOfRangeException>(() => s_generator.Generate(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_generator.Generate(1, new SamplingOptions { TopP = 0f }));
        Assert.Throws<ArgumentException>(() => s_generator.CompleteCodes(new int[19]));
        Assert.Throws<ArgumentException>(() => s_generator.CompleteCodes(Enumerable.Repeat(16, 20).ToArray()));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => s_ml.HierVQ.CreateGenerator(Inner<HierQuantizeTransformer>().First())).Message, "no prior");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => s_ml.HierVQ.CreateGenerator(Inner<HierPriorTransformer>().First())).Message, "no tokenizer");
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierVQ.CreateGenerator(TinyPipeline.Model, 0));
    }

    [TestMethod]
    public void GeneratingLeaksNothing()
    {
        s_generator.Generate(3).Dispose();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
            s_generator.Generate(3, new SamplingOptions { Seed = (ulong)i }).Dispose();
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void ADisposedGeneratorSaysSo()
    {
        HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(TinyPipeline.Model);
        generator.Generate(1).Dispose();
        generator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => generator.Generate(1));
    }

    private static IEnumerable<T> Inner<T>() => Parts(TinyPipeline.Model).OfType<T>();

    private static IEnumerable<ITransformer> Parts(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.SelectMany(Parts) : [model];

    private sealed class Collect(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }

    private sealed class CodesRow
    {
        [VectorType(20), KeyType(16)]
        public uint[] Codes { get; set; } = [];
        public string Label { get; set; } = "";
    }
}
