using System.Text.Json;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Tests.Priors.Maps;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Stack;

[TestClass]
public sealed class PriorStackTests
{
    private static readonly CodeLayout s_layout = new(new CodeLevel(2, 3, 1, 5), new CodeLevel(4, 6, 1, 7), new CodeLevel(8, 12, 1, 4));

    [TestMethod]
    public void The_score_is_that_of_each_level_told_of_its_condition_and_the_coarser_codes()
    {
        using DisposeScope scope = NewDisposeScope();
        using PriorStack stack = Make();
        Tensor codes = Codes(3, seed: 1), classes = tensor(new long[] { 0, 1, 2 }).view(3, 1);
        Tensor whole = stack.NegativeLogLikelihood(codes, classes);
        Tensor top = codes.narrow(1, 0, 6), middle = codes.narrow(1, 6, 24), bottom = codes.narrow(1, 30, 96);
        Tensor levels = cat([
            stack.Levels[0].NegativeLogLikelihood(top, classes),
            stack.Levels[1].NegativeLogLikelihood(middle, top), // does not see the class
            stack.Levels[2].NegativeLogLikelihood(bottom, cat([classes, top, middle], 1))], 1);
        CollectionAssert.AreEqual(TinyPrior.Floats(levels), TinyPrior.Floats(whole));
        PriorLoss loss = stack.TrainingLoss(new PriorBatch(codes, classes));
        Assert.HasCount(3, loss.Levels);
        Assert.AreEqual(whole.narrow(1, 6, 24).mean().item<float>(), loss.Levels[1].item<float>(), 1e-5f);
        Assert.AreEqual(loss.Levels.Sum(level => level.item<float>()), loss.Total.item<float>(), 1e-5f);
    }

    [TestMethod]
    public void Each_level_learns_as_it_would_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        using PriorStack stack = Make();
        Tensor codes = Codes(3, seed: 1), classes = tensor(new long[] { 0, 1, 2 }).view(3, 1);
        stack.TrainingLoss(new PriorBatch(codes, classes)).Total.backward();
        float[][] together = [.. Middle().Select(parameter => TinyPrior.Floats(parameter.grad!))];
        stack.zero_grad();
        ((ITrainablePrior)stack.Levels[1]).TrainingLoss(new PriorBatch(codes.narrow(1, 6, 24), codes.narrow(1, 0, 6))).Total.backward();
        foreach ((float[] expected, float[] actual) in Middle().Select(parameter => TinyPrior.Floats(parameter.grad!)).Zip(together))
            CollectionAssert.AreEqual(expected, actual);
        IEnumerable<Parameter> Middle() => stack.Levels[1].Module.parameters().Where(parameter => parameter.grad is not null);
    }

    [TestMethod]
    public void Soft_labels_go_to_their_levels()
    {
        using DisposeScope scope = NewDisposeScope();
        using PriorStack stack = Make();
        Tensor codes = Codes(2, seed: 1), classes = tensor(new long[] { 0, 1 }).view(2, 1);
        Tensor[] soft = [.. Enumerable.Range(0, 3).Select(level =>
            nn.functional.one_hot(codes.narrow(1, s_layout.Offset(level), s_layout[level].Count), s_layout[level].CodebookSize).to(ScalarType.Float32))];
        Assert.AreEqual(stack.TrainingLoss(new PriorBatch(codes, classes)).Total.item<float>(), stack.TrainingLoss(new PriorBatch(codes, classes, soft)).Total.item<float>(), 1e-4f);
    }

    [TestMethod]
    public void Levels_of_the_same_shape_begin_with_different_weights_and_one_stream_of_random_numbers_goes_through_all()
    {
        using DisposeScope scope = NewDisposeScope();
        var layout = new CodeLayout(new CodeLevel(4, 4, 1, 5), new CodeLevel(4, 4, 1, 5));
        var options = new PriorStackOptions { Levels = [SmallMapPriors.Options("pixelcnn"), SmallMapPriors.Options("pixelcnn")] };
        using var stack = (PriorStack)options.Create(new PriorContext(layout, ConditionShape.None, CPU));
        Dictionary<string, Tensor> top = stack.Levels[0].Module.state_dict(), bottom = stack.Levels[1].Module.state_dict();
        CollectionAssert.AreNotEqual(TinyPrior.Floats(top["network.codes.weight"]), TinyPrior.Floats(bottom["network.codes.weight"]));
        stack.train();
        Tensor codes = tensor(TinyPrior.CodeArray(layout, 4, 1).Select(code => (long)code).ToArray(), [4, 32]), state = stack.Generator.get_state();
        float Loss() => stack.TrainingLoss(new PriorBatch(codes)).Total.item<float>();
        float first = Loss();
        Assert.AreNotEqual(first, Loss(), "Other masks each time.");
        stack.Generator.set_state(state);
        Assert.AreEqual(first, Loss());
    }

    [TestMethod]
    public void Given_the_top_the_levels_below_draw_as_if_it_had_been_drawn()
    {
        using PriorStack stack = Make();
        foreach (SamplerBackend backend in (SamplerBackend[])[SamplerBackend.Kernels, SamplerBackend.LibTorch])
        {
            using ICodeSampler sampler = stack.CreateSampler(new SamplerOptions { MaxBatch = 2, Backend = backend });
            int[] all = [.. Enumerable.Repeat(-1, 3 * 126)], classes = [0, 1, 2];
            var logs = new float[all.Length];
            var options = new SamplingOptions { Temperature = new[] { 1f, 0.9f, 1.1f }, TopK = new[] { 0, 5, 3 } };
            sampler.Sample(all, classes, [7, 8, 9], options, logs);
            int[] below = [.. all];
            for (int row = 0; row < 3; row++)
                below.AsSpan((row * 126) + 6, 120).Fill(-1);
            sampler.Sample(below, classes, [7, 8, 9], options);
            CollectionAssert.AreEqual(all, below);
            using DisposeScope scope = NewDisposeScope();
            float[] nats = TinyPrior.Floats(stack.NegativeLogLikelihood(SmallMapPriors.Rows(all, 3), tensor(new long[] { 0, 1, 2 }).view(3, 1)));
            for (int i = 0; i < nats.Length; i++)
                Assert.AreEqual(-nats[i], logs[i], 5e-4f);
        }
    }

    [TestMethod]
    public void A_code_draws_with_the_random_number_of_its_place_in_the_pyramid()
    {
        using PriorStack stack = Make();
        using ICodeSampler sampler = stack.CreateSampler(), middle = stack.Levels[1].CreateSampler();
        int[] all = [.. Enumerable.Repeat(-1, 126)], own = [.. Enumerable.Repeat(-1, 24)];
        sampler.Sample(all, [1], [42], new SamplingOptions());
        middle.Sample(own, all.AsSpan(0, 6), [RowGenerator.SeedAt(42, 6)], new SamplingOptions());
        CollectionAssert.AreEqual(all[6..30], own);
    }

    [TestMethod]
    public void Guidance_is_by_the_stacks_condition_where_it_is_seen()
    {
        using PriorStack stack = Make();
        using ICodeSampler sampler = stack.CreateSampler(), top = stack.Levels[0].CreateSampler(), middle = stack.Levels[1].CreateSampler();
        int[] all = [.. Enumerable.Repeat(-1, 126)], first = [.. Enumerable.Repeat(-1, 6)], second = [.. Enumerable.Repeat(-1, 24)];
        sampler.Sample(all, [2], [42], new SamplingOptions { TopK = 1, Guidance = 4 });
        top.Sample(first, [2], [42], new SamplingOptions { TopK = 1, Guidance = 4 });
        middle.Sample(second, first, [42], new SamplingOptions { TopK = 1 });
        CollectionAssert.AreEqual(all[..6], first);
        CollectionAssert.AreEqual(all[6..30], second);
        using PriorStack undropped = Make(dropout: 0);
        using ICodeSampler unguided = undropped.CreateSampler();
        Assert.Contains("ConditionDropout", Assert.ThrowsExactly<ArgumentException>(() => unguided.Sample(all, [2], [42], new SamplingOptions { Guidance = 4 })).Message);
    }

    [TestMethod]
    public void Progress_counts_codes_over_all_levels_and_cancellation_leaves_what_was_drawn()
    {
        using PriorStack stack = Make();
        using ICodeSampler sampler = stack.CreateSampler(new SamplerOptions { MaxBatch = 2 });
        var reports = new List<int>();
        int[] codes = [.. Enumerable.Repeat(-1, 2 * 126)];
        sampler.Sample(codes, [0, 1], [1, 2], new SamplingOptions(), progress: new Reporter(reports.Add));
        Assert.HasCount(126, reports);
        Assert.IsTrue(reports.SequenceEqual(Enumerable.Range(1, 126).Select(done => 2 * done)));
        using var source = new CancellationTokenSource();
        int[] part = [.. Enumerable.Repeat(-1, 2 * 126)];
        Assert.Throws<OperationCanceledException>(() => sampler.Sample(part, [0, 1], [1, 2], new SamplingOptions(), progress: new Reporter(done =>
        {
            if (done == 20)
                source.Cancel();
        }), cancellationToken: source.Token));
        CollectionAssert.AreEqual(codes[..10], part[..10]);
        Assert.AreEqual(-1, part[10]);
    }

    [TestMethod]
    public void Options_come_back_from_json()
    {
        PriorOptions options = new PriorStackOptions
        {
            Levels = [new RasterTransformerOptions { Width = 32 }, new GatedPixelCnnOptions { Layers = 5 }],
            SeesCondition = new[] { true, false },
        };
        var back = (PriorStackOptions)JsonSerializer.Deserialize<PriorOptions>(JsonSerializer.Serialize(options))!;
        Assert.HasCount(2, back.Levels);
        Assert.AreEqual(32, ((RasterTransformerOptions)back.Levels[0]).Width);
        Assert.AreEqual(5, ((GatedPixelCnnOptions)back.Levels[1]).Layers);
        Assert.IsFalse(back.SeesCondition[1]);
        Assert.HasCount(2, ((PriorStackOptions)JsonSerializer.Deserialize<PriorOptions>("""{"kind":"stack"}""")!).Levels);
    }

    [TestMethod]
    public void What_cannot_be_stacked_is_refused_by_name()
    {
        void Refused(string part, PriorStackOptions options, CodeLayout layout, ConditionShape? condition = null) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(() => options.Create(new PriorContext(layout, condition ?? ConditionShape.None, CPU))).Message);
        PriorOptions small = SmallMapPriors.Options("snail");
        var two = new CodeLayout(new CodeLevel(2, 3, 1, 5), new CodeLevel(4, 6, 1, 7));
        Refused("Levels has 2 priors", new PriorStackOptions(), s_layout);
        Refused("Levels is empty", new PriorStackOptions { Levels = [] }, two);
        Refused("Levels[1] is a stack itself", new PriorStackOptions { Levels = [small, new PriorStackOptions()] }, two);
        Refused("Levels[0] is null", new PriorStackOptions { Levels = [null!, small] }, two);
        Refused("Levels[1] is an RQ-Transformer that reads the tokenizer's code vectors", new PriorStackOptions { Levels = [small, new RqTransformerOptions { CodeVectorSize = 4 }] }, two);
        Refused("2 at a position", new PriorStackOptions { Levels = [small, small] }, new CodeLayout(new CodeLevel(2, 3, 1, 5), new CodeLevel(4, 6, 2, 7)));
        Refused("whole multiple", new PriorStackOptions { Levels = [small, small] }, new CodeLayout(new CodeLevel(2, 3, 1, 5), new CodeLevel(4, 5, 1, 7)));
        Refused("tokens", new PriorStackOptions { Levels = [small, small] }, two, ConditionShape.Tokens(9, 3));
        Refused("coarser codes itself", new PriorStackOptions { Levels = [small, small] }, two, ConditionShape.Above(two));
        Refused("Channels is 20", new PriorStackOptions { Levels = [small, new PixelSnailOptions { Channels = 20 }] }, two);
    }

    [TestMethod]
    public void Steps_scores_and_samples_leave_no_tensors_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = Codes(2, seed: 1), classes = tensor(new long[] { 0, 1 }).view(2, 1);
        void Round()
        {
            using PriorStack stack = Make();
            stack.train();
            using PriorLoss loss = stack.TrainingLoss(new PriorBatch(codes, classes));
            loss.Total.backward();
            stack.zero_grad();
            stack.NegativeLogLikelihood(codes, classes).Dispose();
            using ICodeSampler sampler = stack.CreateSampler();
            int[] holes = [.. Enumerable.Repeat(-1, 126)];
            sampler.Sample(holes, [0], [1], new SamplingOptions());
        }
        Round();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 2; i++)
            Round();
        Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static PriorStack Make(double dropout = 0.1)
    {
        var options = new PriorStackOptions
        {
            Levels = [new RasterTransformerOptions { Width = 16, Layers = 1, Heads = 2 }, SmallMapPriors.Options("pixelcnn"), SmallMapPriors.Options("snail without attention")],
            SeesCondition = new[] { true, false, true },
            ConditionDropout = dropout,
        };
        var stack = (PriorStack)options.Create(new PriorContext(s_layout, ConditionShape.Class(3), CPU));
        using IDisposable noGrad = no_grad();
        using var generator = new Generator(11);
        foreach (Parameter parameter in stack.parameters())
            parameter.normal_(0, 0.4, generator);
        stack.eval();
        return stack;
    }

    private static Tensor Codes(int rows, int seed) => TinyPrior.Codes(s_layout, rows, seed);

    private sealed class Reporter(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
