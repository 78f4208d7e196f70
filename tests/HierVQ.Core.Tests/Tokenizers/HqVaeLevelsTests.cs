using HierVQ.Quantization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

/// <summary>What HQ-VAE has beyond two levels and resizing without weights.</summary>
[TestClass]
public sealed class HqVaeLevelsTests
{
    private static HqVaeOptions Three(LevelResizing resizing = LevelResizing.PixelShuffle) => new()
    {
        ImageSize = 16,
        ChannelMultipliers = [1],
        LatentChannels = 16,
        EmbeddingSize = 4,
        Levels = 3,
        Resizing = resizing,
        CodebookSize = new[] { 8, 16, 32 },
    };

    [TestMethod]
    [DataRow(LevelResizing.PixelShuffle)]
    [DataRow(LevelResizing.Average)]
    [DataRow(LevelResizing.Convolution)]
    public void Every_level_adds_to_what_the_levels_above_say(LevelResizing resizing)
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Three(resizing);
        options.TopReconstructionStart = 0;
        using HqVae model = Make(options);
        Tensor images = Discs.Images(8);
        using ITokenizerObjective objective = model.CreateObjective();
        model.train();
        using var optimizer = optim.Adam(model.parameters(), 2e-3);
        for (int step = 0; step < 30; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            optimizer.zero_grad();
            objective.Loss(images, new TrainingMoment(step, 30, 30)).Total.backward();
            optimizer.step();
        }
        model.eval();
        Tensor codes = model.Encode(images);
        float[] errors = [.. Enumerable.Range(1, 3).Select(levels => nn.functional.mse_loss(model.Decode(codes, levels), images).item<float>())];
        Assert.IsLessThan(0.7f * images.square().mean().item<float>(), errors[2], string.Join(", ", errors));
        Assert.IsLessThan(errors[0], errors[2], string.Join(", ", errors));
    }

    [TestMethod]
    [DataRow(2, LevelResizing.PixelShuffle)]
    [DataRow(2, LevelResizing.Convolution)]
    [DataRow(3, LevelResizing.Average)]
    [DataRow(3, LevelResizing.Convolution)]
    public void Any_level_can_be_left_out(int levels, LevelResizing resizing)
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Three(resizing);
        options.Levels = levels;
        options.CodebookSize = 16;
        using HqVae model = Make(options);
        Tensor codes = model.Encode(Discs.Images(2));
        Tensor?[] parts = LevelMaps.Split(codes, model.Layout, levels);
        var pictures = new HashSet<string>();
        for (int kept = 1; kept < 1 << levels; kept++)
        {
            Tensor picture = model.Decode([.. parts.Select((part, level) => (kept >> level & 1) == 1 ? part : null)]);
            CollectionAssert.AreEqual((long[])[2, 3, 16, 16], picture.shape);
            pictures.Add(Convert.ToHexString(picture.contiguous().bytes));
        }
        Assert.HasCount((1 << levels) - 1, pictures);
    }

    // With pixel-shuffle, bringing up what was brought down gives the features back, so that the straight-through codes take their gradient away.
    [TestMethod]
    [DataRow(2, LevelResizing.PixelShuffle, false)]
    [DataRow(2, LevelResizing.Average, true)]
    [DataRow(2, LevelResizing.Convolution, true)]
    [DataRow(3, LevelResizing.PixelShuffle, false)]
    [DataRow(3, LevelResizing.Average, true)]
    [DataRow(3, LevelResizing.Convolution, true)]
    public void The_lower_levels_train_the_encoder_where_resizing_loses_something(int levels, LevelResizing resizing, bool trains)
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Three(resizing);
        options.Levels = levels;
        options.CodebookSize = 16;
        using HqVae model = Make(options);
        Tensor images = Discs.Images(2);
        float top = Gradient(model, images, 0);
        Assert.IsGreaterThan(1e-3f, top);
        for (int level = 1; level < levels; level++)
        {
            float lower = Gradient(model, images, level);
            if (trains)
                Assert.IsGreaterThan(1e-3f * top, lower, $"level {level}");
            else
                Assert.IsLessThan(1e-5f * top, lower, $"level {level}");
        }
    }

    [TestMethod]
    public void The_finest_commitment_can_be_dropped()
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Three();
        options.DropFinestCommitment = true;
        using HqVae whole = Make(Three()), dropped = Make(options);
        Tensor images = Discs.Images(2);
        float[] losses = [.. whole.Run(images).Levels.Select(level => level.Loss.item<float>())];
        Assert.AreEqual(losses.Sum(), Pass(whole, images, 0).QuantizationLoss.item<float>(), 1e-5f);
        Assert.AreEqual(losses[0] + losses[1], Pass(dropped, images, 0).QuantizationLoss.item<float>(), 1e-5f);
    }

    [TestMethod]
    public void The_features_loss_is_there_where_asked_for()
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Three(LevelResizing.Convolution);
        options.FeatureLossWeight = 2;
        using HqVae without = Make(Three(LevelResizing.Convolution)), with = Make(options);
        Tensor images = Discs.Images(2);
        Assert.IsNull(Pass(without, images, 0).FeatureLoss);
        float expected = with.Run(images).Residuals.Skip(1).Sum(residual => residual.abs().mean().item<float>());
        Assert.AreEqual(2 * expected, Pass(with, images, 0).FeatureLoss!.item<float>(), 1e-5f);
    }

    [TestMethod]
    public void The_top_is_decoded_alone_in_training_from_its_step_on()
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Three();
        options.TopReconstructionStart = 5;
        options.Quantizer = new EmaQuantizerOptions { RestartUnusedCodes = false };
        using HqVae model = Make(options);
        Tensor images = Discs.Images(2), top = model.Decode(model.Encode(images), 1);
        Assert.IsNull(Pass(model, images, 5).TopReconstruction, "only in training");
        model.train();
        Assert.IsNotNull(Pass(model, images, 5).TopReconstruction);
        Assert.IsNull(Pass(model, images, 4).TopReconstruction, "too early");
        using HqVae fresh = Make(options);
        fresh.train();
        Assert.IsTrue(allclose(Pass(fresh, images, 6).TopReconstruction!, top, 1e-4, 1e-5));
        using HqVae never = Make(Three());
        never.train();
        Assert.IsNull(Pass(never, images, 1000).TopReconstruction);
    }

    [TestMethod]
    public void A_level_may_have_several_codes_a_position()
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Three();
        options.Quantizer = new ResidualQuantizerOptions { Depth = 2, SharedCodebook = false };
        using HqVae model = Make(options);
        Assert.AreEqual("2x2x2 of 8 + 4x4x2 of 16 + 8x8x2 of 32", model.Layout.ToString());
        Tensor images = Discs.Images(2), codes = model.Encode(images), latents = model.EncodeLatents(images);
        CollectionAssert.AreEqual((long[])[2, 168], codes.shape);
        CollectionAssert.AreEqual((long[])[2, 8 * 8 * 4], latents.shape);
        Tensor likeliest = cat([.. model.SoftCodes(latents, 0.5).Select(level => level.argmax(2))], 1);
        Assert.IsTrue(codes.eq(likeliest).all().item<bool>());
        Assert.IsFalse(allclose(model.Decode(codes), model.Decode(codes, depths: 1)));
        Tensor deep = codes.clone();
        deep.view(2, -1, 2).narrow(2, 1, 1).fill_(-1); // what is not decoded may be a hole
        Assert.IsTrue(allclose(model.Decode(codes, depths: 1), model.Decode(deep, depths: 1)));
    }

    [TestMethod]
    public void Nothing_leaks()
    {
        using Tensor images = Discs.Images(2);
        HqVaeOptions options = Three(LevelResizing.Convolution);
        (options.TopReconstructionStart, options.FeatureLossWeight) = (0, 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (HqVae model = Make(options))
        using (ITokenizerObjective objective = model.CreateObjective())
        {
            model.train();
            Step(objective, images);
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int step = 0; step < 3; step++)
                Step(objective, images);
            Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "a step leaks");
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "the network leaks");

        static void Step(ITokenizerObjective objective, Tensor images)
        {
            using DisposeScope scope = NewDisposeScope();
            objective.Loss(images, new TrainingMoment(0, 1, 1)).Total.backward();
        }
    }

    private static TokenizerPass Pass(HqVae model, Tensor images, long step) => model.Pass(images, new TrainingMoment(step, 10, 10));

    private static float Gradient(HqVae model, Tensor images, int level)
    {
        using DisposeScope scope = NewDisposeScope();
        model.Run(images).Levels[level].Loss.backward();
        float norm = model.named_parameters().Where(pair => pair.name.StartsWith("encoder.", StringComparison.Ordinal) && pair.parameter.grad is not null)
            .Sum(pair => pair.parameter.grad!.square().sum().item<float>());
        model.zero_grad();
        return MathF.Sqrt(norm);
    }

    private static HqVae Make(HqVaeOptions options)
    {
        using var init = new Generator(7);
        return new HqVae(options, CPU, init);
    }
}
