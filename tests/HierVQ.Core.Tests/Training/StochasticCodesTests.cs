using HierVQ.Codes;
using HierVQ.Metrics;
using HierVQ.Priors;
using HierVQ.Serialization;
using HierVQ.Tests.Priors;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Training;

/// <summary>Training on codes that are drawn by their nearness, with soft targets or without.</summary>
[TestClass]
public sealed class StochasticCodesTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void APriorLearns(bool soft, bool stochastic)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer tokenizer = MakeTokenizer();
        CodeSet set = MakeSet(tokenizer);
        RqTransformerOptions options = Options(epochs: 12);
        (options.SoftLabels, options.StochasticCodes, options.ValidationFraction) = (soft, stochastic, 0.25);
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        using var prior = (ITrainablePrior)options.Create(new PriorContext(tokenizer.Layout, ConditionShape.None, CPU, tokenizer));
        var unigram = new UnigramBits(tokenizer.Layout);
        unigram.Add(set.Codes);

        PriorTraining.Fit(prior, set, options, soft || stochastic ? tokenizer : null);

        Assert.IsLessThan(reports[0].Loss, reports[^1].Loss);
        double best = reports.Min(report => report.Validation ?? double.MaxValue);
        Assert.IsLessThan(unigram.BitsPerCode(set.Codes), best, $"unigram {unigram.BitsPerCode(set.Codes)}");
    }

    [TestMethod]
    public void AnInterruptedTrainingGoesOnBitForBit()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-stochastic-").FullName;
        try
        {
            using ITokenizer tokenizer = MakeTokenizer();
            CodeSet set = MakeSet(tokenizer);
            string Train(Action<RqTransformerOptions> also)
            {
                RqTransformerOptions options = Options(epochs: 4);
                (options.SoftLabels, options.StochasticCodes, options.AccumulateSteps) = (true, true, 2);
                also(options);
                using var prior = (ITrainablePrior)options.Create(new PriorContext(tokenizer.Layout, ConditionShape.None, CPU, tokenizer));
                PriorTraining.Fit(prior, set, options, tokenizer);
                return ModelWeights.Hash(prior.Module);
            }
            string uninterrupted = Train(_ => { });
            using var source = new CancellationTokenSource();
            Assert.ThrowsExactly<OperationCanceledException>(() => Train(options =>
            {
                (options.CheckpointFolder, options.CancellationToken) = (folder, source.Token);
                options.MetricsCallback = report => { if (report.Epoch == 2) source.Cancel(); };
            }));

            Assert.AreEqual(uninterrupted, Train(options => options.CheckpointFolder = folder));
            Assert.AreNotEqual(uninterrupted, Train(options => options.StochasticCodes = false));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void StepsLeaveNothingBehind()
    {
        using ITokenizer tokenizer = MakeTokenizer();
        CodeSet set = MakeSet(tokenizer);
        var live = new List<long>();
        RqTransformerOptions options = Options(epochs: 5);
        (options.SoftLabels, options.StochasticCodes) = (true, true);
        options.MetricsCallback = _ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var prior = (ITrainablePrior)options.Create(new PriorContext(tokenizer.Layout, ConditionShape.None, CPU, tokenizer));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        PriorTraining.Fit(prior, set, options, tokenizer);

        Assert.AreEqual(live[1], live[^1]);
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void WhatIsMissingIsNamedBeforeWork()
    {
        using ITokenizer tokenizer = MakeTokenizer(), other = TinyRqPrior.TokenizerOptions(depth: 2).Create(CPU);
        CodeSet set = MakeSet(tokenizer), bare = new(set.Layout, set.Codes);
        RqTransformerOptions options = Options(epochs: 1);
        options.StochasticCodes = true;
        using var prior = (ITrainablePrior)options.Create(new PriorContext(tokenizer.Layout, ConditionShape.None, CPU, tokenizer));
        foreach ((CodeSet codes, ITokenizer? given, string part) in ((CodeSet, ITokenizer?, string)[])[(bare, tokenizer, "StochasticCodes needs"), (set, null, "StochasticCodes needs"), (set, other, "2x2x2")])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => PriorTraining.Fit(prior, codes, options, given)).Message, part, StringComparison.Ordinal);
        options.CodeVectorSize = 5;
        using var unbound = (ITrainablePrior)options.Create(new PriorContext(tokenizer.Layout, ConditionShape.None, CPU));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => PriorTraining.Fit(unbound, set, options, tokenizer)).Message, "call Bind", StringComparison.Ordinal);
    }

    private static RqTransformerOptions Options(int epochs) => new()
    {
        Width = 32,
        Layers = 1,
        HeadLayers = 1,
        Heads = 2,
        Epochs = epochs,
        BatchSize = 16,
        WarmupSteps = 5,
        LearningRate = 1e-2,
        SoftLabelTemperature = 0.05,
    };

    /// <summary>Code vectors far enough apart that a temperature of 0.05 leaves some doubt and not too much.</summary>
    private static ITokenizer MakeTokenizer()
    {
        ITokenizer tokenizer = TinyRqPrior.TokenizerOptions().Create(CPU);
        using IDisposable noGrad = no_grad();
        using var generator = new Generator(2);
        tokenizer.Codebook(0).normal_(0, 0.5, generator);
        return tokenizer;
    }

    /// <summary>Latents that are the same vector all over an image, of which there are few kinds.</summary>
    private static CodeSet MakeSet(ITokenizer tokenizer)
    {
        const int Images = 64, Kinds = 6;
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(7);
        long places = tokenizer.Layout[0].Height * tokenizer.Layout[0].Width, size = tokenizer.LatentSize / places;
        Tensor kinds = randn([Kinds, size], generator: generator);
        Tensor latents = kinds.repeat([(Images / Kinds) + 1, 1]).narrow(0, 0, Images).unsqueeze(1).expand(Images, places, size).reshape(Images, -1);
        latents = latents.add(randn(latents.shape, generator: generator).mul(0.05));
        Tensor codes = cat([.. tokenizer.SoftCodes(latents, 1).Select(level => level.argmax(-1))], 1);
        return new CodeSet(tokenizer.Layout, [.. codes.data<long>().ToArray().Select(code => (int)code)], latents: latents.data<float>().ToArray());
    }
}
