using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Tests.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Sampling;

[TestClass]
public sealed class SlidingWindowSamplerTests
{
    private static readonly CodeLayout Window = TinyRaster.Map; // 4x4 of 9
    private static readonly CodeLevel Stacked = new(3, 4, 2, 7);

    [TestMethod]
    public void AMapOfTheWindowsSizeIsDrawnAsThePriorDrawsIt()
    {
        using RasterTransformer prior = TinyRaster.Make(condition: TinyRaster.Condition("class"));
        using ICodeSampler sampler = prior.CreateSampler();
        using var windows = new SlidingWindowSampler(prior);
        int[] expected = TinyRaster.Holes(Window, 2), codes = TinyRaster.Holes(Window, 2);
        var options = new SamplingOptions { TopK = 5 };
        sampler.Sample(expected, [2, 1], [7, 8], options);
        windows.Sample(codes, 4, 4, [WindowCondition.Same(2, 1)], [7, 8], options);
        CollectionAssert.AreEqual(expected, codes);
    }

    /// <summary>Priors over one map that are told nothing.</summary>
    public static IEnumerable<object[]> Maps() => TinyPriors.All.Where(tiny => tiny.Condition.Length == 0 && tiny.Layout.Count == 1).Select(tiny => new object[] { tiny.Name });

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public void EveryPriorOverOneMapSlides(string name)
    {
        TinyPriorCase tiny = TinyPriors.Of(name);
        using IPrior prior = tiny.Make();
        CodeLevel level = prior.Layout[0];
        using ICodeSampler sampler = prior.CreateSampler();
        using var windows = new SlidingWindowSampler(prior);
        int[] expected = TinyRaster.Holes(prior.Layout, 2), codes = TinyRaster.Holes(prior.Layout, 2);
        sampler.Sample(expected, [], [7, 8], new SamplingOptions());
        windows.Sample(codes, level.Height, level.Width, [], [7, 8], new SamplingOptions());
        CollectionAssert.AreEqual(expected, codes);
        int[] larger = [.. Enumerable.Repeat(-1, (level.Height + 2) * (level.Width + 3) * level.Depth)];
        windows.Sample(larger, level.Height + 2, level.Width + 3, [], [7], new SamplingOptions());
        Assert.IsTrue(larger.All(code => code >= 0 && code < level.CodebookSize));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EachCodeIsTheMostLikelyOneInItsWindow(bool stacked)
    {
        const int Height = 6, Width = 7, Rows = 2;
        using DisposeScope scope = NewDisposeScope();
        CodeLevel level = stacked ? Stacked : Window[0];
        // A class, the codes of a map of twice the resolution, and coordinates.
        var other = new CodeLayout(level with { Height = 2 * level.Height, Width = 2 * level.Width, Depth = 1, CodebookSize = 6 });
        ConditionShape shape = ConditionShape.Class(3).With(ConditionShape.Codes(other)).With(CodeCoordinates.Condition(level, 50));
        using RasterTransformer prior = TinyRaster.Make(layout: new CodeLayout(level), condition: shape);
        var larger = new CodeLayout(other[0] with { Height = 2 * Height, Width = 2 * Width });
        int[] maps = TinyPrior.CodeArray(larger, Rows, seed: 6), codes = [.. Enumerable.Repeat(-1, Rows * Height * Width * level.Depth)];
        using var sampler = new SlidingWindowSampler(prior);
        sampler.Sample(codes, Height, Width, [WindowCondition.Same(0, 2), WindowCondition.Map(maps), WindowCondition.Coordinates(4)], [1, 2], new SamplingOptions { TopK = 1 });

        // The same without a cache, a whole window for each code, as the paper's program does it.
        using IDisposable noGrad = no_grad();
        for (int row = 0; row < Rows; row++)
        {
            Span<int> map = codes.AsSpan(row * Height * Width * level.Depth, Height * Width * level.Depth);
            for (int position = 0; position < Height * Width; position++)
            {
                CodeWindow window = CodeWindow.Around(position / Width, position % Width, Height, Width, level.Height, level.Width);
                var finer = new CodeWindow(2 * window.Top, 2 * window.Left, 2 * window.Height, 2 * window.Width);
                int[] told = [row == 0 ? 0 : 2, .. finer.Of(maps.AsSpan(row * larger.TotalCodes, larger.TotalCodes), 2 * Width), .. CodeCoordinates.Of(window, Height, Width, 50, 4)];
                Tensor prefix = prior.Prefix(tensor([.. told.Select(number => (long)number)], [1, told.Length]), 1);
                Tensor logits = prior.Logits(prior.Hidden(prefix, TinyRaster.Codes(window.Of(map, Width, level.Depth), prior.Layout).t(), TransformerPass.Scoring), 0); // (T, 1, K)
                int local = ((((position / Width) - window.Top) * level.Width) + (position % Width) - window.Left) * level.Depth;
                for (int depth = 0; depth < level.Depth; depth++)
                    Assert.AreEqual(logits[local + depth, 0].argmax().item<long>(), map[(position * level.Depth) + depth], $"row {row}, position {position}, depth {depth}");
            }
        }
    }

    [TestMethod]
    public void AMapDependsOnItsSeedAndItsCodesAlone()
    {
        const int Height = 5, Width = 9, Rows = 3;
        using RasterTransformer prior = TinyRaster.Make();
        int[] Draw(int batch, params ulong[] seeds)
        {
            using var sampler = new SlidingWindowSampler(prior, new SamplerOptions { MaxBatch = batch });
            int[] codes = [.. Enumerable.Repeat(-1, seeds.Length * Height * Width)];
            sampler.Sample(codes, Height, Width, [], seeds, new SamplingOptions());
            return codes;
        }
        int[] together = Draw(Rows, 1, 2, 3);
        CollectionAssert.AreEqual(together, Draw(2, 1, 2, 3));
        CollectionAssert.AreEqual(together[(Height * Width)..(2 * Height * Width)], Draw(1, 2));
        CollectionAssert.AreNotEqual(together[..(Height * Width)], Draw(1, 9));
        // What is there is kept, and what comes before it is as it was.
        using var completing = new SlidingWindowSampler(prior);
        int[] half = [.. together[..(Height * Width)].Select((code, place) => place < 20 ? code : place == 30 ? (code + 1) % 9 : -1)], full = [.. half];
        completing.Sample(full, Height, Width, [], [1], new SamplingOptions());
        CollectionAssert.AreEqual(together[..30], full[..30]);
        Assert.AreEqual(half[30], full[30]);
        Assert.IsTrue(full.All(code => code is >= 0 and < 9));
    }

    [TestMethod]
    public void WithCoordinatesItDrawsAPictureThatIsNotAlikeEverywhere()
    {
        const int Height = 6, Width = 6, Side = 3, Steps = 500, Factor = 4;
        using DisposeScope scope = NewDisposeScope();
        // The one picture has a code of its own in each corner and another elsewhere, so that no window can know without being told where it is.
        int[] picture = new int[Height * Width];
        (picture[0], picture[5], picture[30], picture[35]) = (1, 2, 3, 4);
        CodeWindow[] windows = [.. from top in Enumerable.Range(0, Height - Side + 1) from left in Enumerable.Range(0, Width - Side + 1) select new CodeWindow(top, left, Side, Side)];
        Tensor codes = tensor([.. windows.SelectMany(window => window.Of(picture, Width)).Select(code => (long)code)], [windows.Length, Side * Side]);
        Tensor told = tensor([.. windows.SelectMany(window => CodeCoordinates.Of(window, Height, Width, Steps, Factor)).Select(token => (long)token)], [windows.Length, Side * Side]);
        var level = new CodeLevel(Side, Side, 1, 5);
        var options = new RasterTransformerOptions { Width = 32, Layers = 2, Heads = 2, Dropout = 0 };
        using var prior = (RasterTransformer)options.Create(new PriorContext(new CodeLayout(level), CodeCoordinates.Condition(level, Steps), CPU));
        using var adam = optim.Adam(prior.parameters(), lr: 5e-3);
        float last = float.PositiveInfinity;
        for (int step = 0; step < 500 && last > 0.003; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            adam.zero_grad();
            PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, told));
            loss.Total.backward();
            adam.step();
            last = loss.Total.item<float>();
        }
        Assert.IsLessThan(0.003f, last);
        using var sampler = new SlidingWindowSampler(prior);
        int[] drawn = [.. Enumerable.Repeat(-1, 2 * Height * Width)];
        sampler.Sample(drawn, Height, Width, [WindowCondition.Coordinates(Factor)], [1, 2], new SamplingOptions { Temperature = 0.5f });
        CollectionAssert.AreEqual((int[])[.. picture, .. picture], drawn);
    }

    [TestMethod]
    public void CoordinatesAreThePublishedOnes()
    {
        // The mean of y W + x over 16 x 16 pixels, as a share of H W, times 1024, rounded: for a picture of 256 x 256 pixels.
        int[] tokens = CodeCoordinates.Of(new CodeWindow(0, 0, 16, 16), 16, 16);
        for (int i = 0; i < tokens.Length; i++)
        {
            double mean = (from y in Enumerable.Range(i / 16 * 16, 16) from x in Enumerable.Range(i % 16 * 16, 16) select ((y * 256) + x) / 65536.0).Average();
            Assert.AreEqual((int)Math.Round(mean * 1024), tokens[i], $"{i}");
        }
        CollectionAssert.AreEqual(tokens[((3 * 16) + 5)..((3 * 16) + 8)], CodeCoordinates.Of(new CodeWindow(3, 5, 1, 3), 16, 16));
        Assert.IsTrue(CodeCoordinates.Of(new CodeWindow(0, 0, 3, 3), 3, 3, steps: 2, factor: 1).All(token => token is 0 or 1), "A token is within the vocabulary.");
    }

    [TestMethod]
    public void ProgressCountsPositionsAndCancellationStops()
    {
        using RasterTransformer prior = TinyRaster.Make();
        using var sampler = new SlidingWindowSampler(prior);
        int[] Holes() => [.. Enumerable.Repeat(-1, 2 * 5 * 6)];
        var reports = new Reports();
        sampler.Sample(Holes(), 5, 6, [], [1, 2], new SamplingOptions(), reports);
        Assert.AreEqual(2 * 5 * 6, reports.Values[^1]);
        CollectionAssert.AreEqual(reports.Values.Order().ToArray(), reports.Values.ToArray());
        using var source = new CancellationTokenSource();
        var stop = new Reports { OnReport = done => { if (done >= 20) source.Cancel(); } };
        int[] codes = Holes();
        Assert.Throws<OperationCanceledException>(() => sampler.Sample(codes, 5, 6, [], [1, 2], new SamplingOptions(), stop, source.Token));
        Assert.Contains(-1, codes);
    }

    [TestMethod]
    public void BadRequestsAreRefusedBeforeWork()
    {
        using RasterTransformer prior = TinyRaster.Make(condition: TinyRaster.Condition("both")), levels = TinyRaster.Make(layout: TinyRaster.Levels);
        RasterTransformerOptions options = TinyRaster.Options;
        options.Ordering = CodeOrdering.SpiralIn;
        using RasterTransformer spiral = TinyRaster.Make(options);
        AssertThrows("one level", () => new SlidingWindowSampler(levels));
        AssertThrows("ordering SpiralIn", () => new SlidingWindowSampler(spiral));
        using var sampler = new SlidingWindowSampler(prior);
        WindowCondition[] told = [WindowCondition.Same(0), WindowCondition.Same(new int[6])];
        void Sample(int height, int width, IReadOnlyList<WindowCondition> conditions, int code = -1, int count = 30) =>
            sampler.Sample([.. Enumerable.Repeat(code, count)], height, width, conditions, [1], new SamplingOptions());
        Sample(5, 6, told);
        AssertThrows("at least 4", () => Sample(3, 10, told));
        AssertThrows("need 30 codes", () => Sample(5, 6, told, count: 29));
        AssertThrows("level 0 is 9", () => Sample(5, 6, told, code: 9));
        AssertThrows("has 2 parts", () => Sample(5, 6, [told[0]]));
        AssertThrows("got 3", () => Sample(5, 6, [WindowCondition.Same(0, 1, 2), told[1]]));
        AssertThrows("is no code map", () => Sample(5, 6, [WindowCondition.Map(0), told[1]]));
        AssertThrows("codes of 2x3", () => Sample(5, 6, [told[0], WindowCondition.Map(0)]));
        AssertThrows("coordinates are a token for each of 4x4", () => Sample(5, 6, [told[0], WindowCondition.Coordinates()]));
        AssertThrows("condition dropout", () => Sample(5, 6, []));
        AssertThrows("knows 0 to 2", () => Sample(5, 6, [WindowCondition.Same(3), told[1]]));
        sampler.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Sample(5, 6, told));
    }

    private static void AssertThrows(string part, Action action)
    {
        string message = Assert.Throws<ArgumentException>(action).Message;
        StringAssert.Contains(message, part, StringComparison.Ordinal);
    }

    private sealed class Reports : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public Action<int>? OnReport { get; init; }

        public void Report(int value)
        {
            Values.Add(value);
            OnReport?.Invoke(value);
        }
    }
}
