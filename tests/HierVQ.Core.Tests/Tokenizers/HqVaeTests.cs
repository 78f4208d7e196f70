using HierVQ.Serialization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class HqVaeTests
{
    private static HqVaeOptions Small => new()
    {
        ImageSize = 16,
        Channels = 32,
        ChannelMultipliers = [1],
        LatentChannels = 16,
        EmbeddingSize = 4,
        CodebookSize = new[] { 16, 32 },
    };

    [TestMethod]
    [DataRow(LevelResizing.PixelShuffle)]
    [DataRow(LevelResizing.Average)]
    public void Training_makes_the_loss_fall_and_the_codes_used(LevelResizing resizing)
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Small;
        options.Resizing = resizing;
        using HqVae model = Make(options);
        model.train();
        using var optimizer = optim.Adam(model.parameters(), 2e-3);
        Tensor images = Images(12);
        var losses = new List<float>();
        for (int step = 0; step < 40; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            optimizer.zero_grad();
            TokenizerLoss loss = Loss(model, images);
            loss.Total.backward();
            optimizer.step();
            losses.Add(loss.SquaredError!.item<float>());
        }
        model.eval();
        Assert.IsLessThan(0.5f * losses[0], losses[^1], $"from {losses[0]} to {losses[^1]}");
        Tensor codes = model.Encode(images);
        foreach (int level in (int[])[0, 1])
        {
            Tensor part = codes.narrow(1, model.Layout.Offset(level), model.Layout[level].Count);
            int used = part.contiguous().data<long>().ToArray().Distinct().Count();
            Assert.IsGreaterThanOrEqualTo(model.Layout[level].CodebookSize / 2, used, $"level {level}");
        }
        // What the codes say is what training saw: decoding them gives the same error, without the bottom level a larger one.
        float whole = Error(images, model.Decode(codes)), topOnly = Error(images, model.Decode(codes, 1));
        Assert.IsLessThan(0.5f * losses[0], whole);
        Assert.IsLessThan(topOnly, whole);
    }

    [TestMethod]
    public void Soft_codes_are_largest_at_the_code_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqVae model = Make(Small);
        Tensor images = Images(3);
        Tensor latents = model.EncodeLatents(images);
        CollectionAssert.AreEqual((long[])[3, model.LatentSize], latents.shape);
        IReadOnlyList<Tensor> soft = model.SoftCodes(latents, 0.5);
        Tensor likeliest = cat([.. soft.Select(level => level.argmax(2))], 1);
        CollectionAssert.AreEqual(Numbers(model.Encode(images)), Numbers(likeliest));
        Assert.HasCount(model.Layout.Count, soft);
        for (int level = 0; level < soft.Count; level++)
        {
            CollectionAssert.AreEqual((long[])[3, model.Layout[level].Count, model.Layout[level].CodebookSize], soft[level].shape);
            Assert.IsTrue(allclose(soft[level].sum(2), ones(1), 1e-4, 1e-5));
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.SoftCodes(latents, 0));
        Assert.ThrowsExactly<ArgumentException>(() => model.SoftCodes(latents.narrow(1, 1, 3), 1));
    }

    [TestMethod]
    public void Decoding_the_top_level_alone_does_not_look_at_the_bottom()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqVae model = Make(Small);
        Tensor codes = model.Encode(Images(2));
        Tensor holes = codes.clone();
        holes.narrow(1, model.Layout.Offset(1), model.Layout[1].Count).fill_(-1);
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, 1)), Bytes(model.Decode(holes, 1)));
        CollectionAssert.AreNotEqual(Bytes(model.Decode(codes, 1)), Bytes(model.Decode(codes)));
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, 2)), Bytes(model.Decode(codes)));
    }

    [TestMethod]
    public void Codes_out_of_range_are_refused_by_place()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqVae model = Make(Small);
        Tensor codes = zeros([2, model.Layout.TotalCodes], dtype: ScalarType.Int64);
        model.Decode(codes);
        AssertRefused(0, 5, 16, "the code 16 at position 5 of level 0");
        AssertRefused(1, 7, 32, "the code 32 at position 7 of level 1");
        AssertRefused(1, 0, -2, "the code -2");
        AssertRefused(0, 0, -1, "a hole");
        Assert.ThrowsExactly<ArgumentException>(() => model.Decode(codes.narrow(1, 0, 4)));
        Assert.ThrowsExactly<ArgumentException>(() => model.Decode(codes.to(ScalarType.Int32)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(codes, 0));

        void AssertRefused(int level, int position, long code, string message)
        {
            Tensor wrong = codes.clone();
            wrong[1, model.Layout.Offset(level) + position] = tensor(code);
            var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(wrong));
            Assert.Contains(message, refused.Message);
            Assert.Contains("Image 1 ", refused.Message);
        }
    }

    [TestMethod]
    public void Images_of_another_shape_or_type_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqVae model = Make(Small);
        foreach (Tensor wrong in (Tensor[])[zeros(1, 3, 16, 15), zeros(1, 3, 32, 32), zeros(1, 1, 16, 16), zeros(3, 16, 16), zeros(0, 3, 16, 16), zeros(1, 3, 16, 16, dtype: ScalarType.Float64)])
        {
            Assert.ThrowsExactly<ArgumentException>(() => model.Encode(wrong));
            Assert.ThrowsExactly<ArgumentException>(() => model.EncodeLatents(wrong));
            Assert.ThrowsExactly<ArgumentException>(() => Loss(model, wrong));
        }
        Assert.Contains("(N, 3, 16, 16)", Assert.ThrowsExactly<ArgumentException>(() => model.Encode(zeros(1, 3, 8, 8))).Message);
    }

    [TestMethod]
    public void The_seed_alone_decides_the_weights()
    {
        HqVaeOptions other = Small;
        other.Seed = 2;
        using ITokenizer one = Small.Create(CPU), same = Small.Create(CPU), different = other.Create(CPU);
        Assert.AreEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(same.Module));
        Assert.AreNotEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(different.Module));
    }

    [TestMethod]
    public void The_global_random_numbers_are_left_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] before = get_rng_state().bytes.ToArray();
        HqVaeOptions options = Small;
        options.Dropout = 0.1;
        using (HqVae model = Make(options))
        {
            model.train();
            Loss(model, Images(2)).Total.backward();
        }
        CollectionAssert.AreEqual(before, get_rng_state().bytes.ToArray());
    }

    [TestMethod]
    public void Training_from_the_same_state_is_the_same_bit_for_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        HqVaeOptions options = Small;
        options.Dropout = 0.1;
        string[] hashes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using HqVae model = Make(options);
            model.train();
            for (int step = 0; step < 3; step++)
                Loss(model, Images(4)).Total.backward();
            return ModelWeights.Hash(model);
        })];
        Assert.AreEqual(hashes[0], hashes[1]);
    }

    [TestMethod]
    public void Several_threads_encode_what_one_does()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqVae model = Make(Small);
        Tensor images = Images(4);
        byte[] alone = Bytes(model.Encode(images)), decoded = Bytes(model.Decode(model.Encode(images)));
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor codes = model.Encode(images);
            CollectionAssert.AreEqual(alone, Bytes(codes));
            CollectionAssert.AreEqual(decoded, Bytes(model.Decode(codes)));
        });
    }

    [TestMethod]
    public void Nothing_leaks()
    {
        using Tensor images = Images(2);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (HqVae model = Make(Small))
        {
            model.train();
            Step(model, images);
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int step = 0; step < 5; step++)
                Step(model, images);
            Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "a step, encoding or decoding leaks");
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "the network leaks");

        static void Step(HqVae model, Tensor images)
        {
            using (NewDisposeScope())
                Loss(model, images).Total.backward();
            using Tensor codes = model.Encode(images), decoded = model.Decode(codes), latents = model.EncodeLatents(images);
            foreach (Tensor soft in model.SoftCodes(latents, 1))
                soft.Dispose();
        }
    }

    private static TokenizerLoss Loss(HqVae model, Tensor images)
    {
        using ITokenizerObjective objective = model.CreateObjective();
        return objective.Loss(images, new TrainingMoment(0, 1, 1));
    }

    private static HqVae Make(HqVaeOptions options)
    {
        using var init = new Generator(7);
        return new HqVae(options, CPU, init);
    }

    private static Tensor Images(int count) => Discs.Images(count);

    private static float Error(Tensor images, Tensor decoded) => nn.functional.mse_loss(decoded, images).item<float>();

    private static long[] Numbers(Tensor codes) => codes.contiguous().data<long>().ToArray();

    private static byte[] Bytes(Tensor values) => values.contiguous().bytes.ToArray();
}
