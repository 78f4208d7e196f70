using System.Text.Json;
using HierVQ.Codes;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

/// <summary>What every tokenizer must keep, whatever its kind and the content of its images.</summary>
[TestClass]
public sealed class TokenizerContractTests
{
    public static IEnumerable<object[]> All => SmallTokenizers.KindsAndContents;

    public static IEnumerable<object[]> Kinds => SmallTokenizers.Kinds.Select(kind => (object[])[kind]);

    public static IEnumerable<object[]> Trainable => All.Where(row => typeof(IReconstructingTokenizer).IsAssignableFrom(TypeOf((string)row[0])));

    [TestMethod]
    [DynamicData(nameof(Trainable))]
    public void Training_makes_images_come_back(string kind, object content)
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = (IReconstructingTokenizer)SmallTokenizers.Make(kind, (ImageContent)content);
        using ITokenizerObjective objective = model.CreateObjective();
        Tensor images = SmallTokenizers.Images(12, (ImageContent)content);
        model.Module.train();
        using var optimizer = optim.Adam(model.Module.parameters(), 2e-3);
        double first = double.NaN, last = double.NaN;
        // As many steps as it needs; some kinds learn far faster than others.
        for (int step = 0; step < 200 && !(last < 0.6 * first); step++)
        {
            using DisposeScope inner = NewDisposeScope();
            model.Random.manual_seed(step);
            optimizer.zero_grad();
            TokenizerLoss loss = objective.Loss(images, new TrainingMoment(step, 200, 1));
            loss.Total.backward();
            optimizer.step();
            last = loss.SquaredError?.item<float>() ?? 1 - loss.RightPixels!.item<float>();
            first = step == 0 ? last : first;
        }
        Assert.IsLessThan(0.6 * first, last, $"from {first} to {last}");
        model.Module.eval();
        // What the codes say is what training saw.
        Tensor codes = model.Encode(images), decoded = model.Decode(codes);
        CollectionAssert.AreEqual(images.shape, decoded.shape);
        Assert.IsGreaterThan(4, Numbers(codes).Distinct().Count());
        double measured = objective.Measure(images).mean().item<float>();
        if ((ImageContent)content == ImageContent.Segmentation)
            Assert.IsGreaterThan(1 - 0.8 * first, measured);
        else
            Assert.IsGreaterThan(-10 * Math.Log10(0.8 * first / 4), measured);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Shapes_are_those_of_the_layout(string kind, object content)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind, (ImageContent)content);
        Tensor images = SmallTokenizers.Images(2, (ImageContent)content);
        Tensor codes = model.Encode(images), latents = model.EncodeLatents(images);
        CollectionAssert.AreEqual((long[])[2, model.Layout.TotalCodes], codes.shape);
        Assert.AreEqual(ScalarType.Int64, codes.dtype);
        CollectionAssert.AreEqual((long[])[2, model.LatentSize], latents.shape);
        CollectionAssert.AreEqual(images.shape, model.Decode(codes).shape);
        CollectionAssert.AreEqual(images.shape, model.Decode(codes, 1, 1).shape);
        Assert.AreEqual(model.Options.Layout, model.Layout);
        foreach (Tensor result in (Tensor[])[codes, latents, model.Decode(codes)])
            Assert.IsFalse(result.requires_grad);
        for (int level = 0; level < model.Layout.Count; level++)
            Assert.AreEqual(model.Layout[level].CodebookSize, (int)model.Codebook(level).size(0), $"level {level}");
        for (int level = 0; level < model.Layout.Count; level++)
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Codebook(level, model.Layout[level].Depth));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Codebook(level, -1));
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Codebook(model.Layout.Count));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Codebook(-1));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Soft_codes_are_largest_at_the_code_itself(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind);
        Tensor images = SmallTokenizers.Images(3);
        Tensor latents = model.EncodeLatents(images);
        IReadOnlyList<Tensor> soft = model.SoftCodes(latents, 0.5);
        Assert.HasCount(model.Layout.Count, soft);
        CollectionAssert.AreEqual(Numbers(model.Encode(images)), Numbers(cat([.. soft.Select(level => level.argmax(2))], 1)));
        for (int level = 0; level < soft.Count; level++)
        {
            CollectionAssert.AreEqual((long[])[3, model.Layout[level].Count, model.Layout[level].CodebookSize], soft[level].shape);
            Assert.IsTrue(allclose(soft[level].sum(2), ones(1), 1e-4, 1e-5));
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.SoftCodes(latents, 0));
        Assert.ThrowsExactly<ArgumentException>(() => model.SoftCodes(latents.narrow(1, 1, 3), 1));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Codes_are_drawn_as_near_as_the_temperature_says(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind);
        using var random = new Generator(3);
        Tensor images = SmallTokenizers.Images(3), latents = model.EncodeLatents(images), global = get_rng_state();
        // Cold, nothing but the nearest code is drawn, and what is near is what it was.
        SampledPyramids cold = model.SampleCodes(latents, 1e-9, random);
        CollectionAssert.AreEqual(Numbers(model.Encode(images)), Numbers(cold.Codes));
        foreach ((Tensor soft, Tensor drawn) in model.SoftCodes(latents, 1e-9).Zip(cold.Soft))
            Assert.IsTrue(allclose(soft, drawn, 1e-4, 1e-5));
        // Hot, every code is as near as any other.
        SampledPyramids hot = model.SampleCodes(latents, 1e9, random);
        CollectionAssert.AreEqual((long[])[3, model.Layout.TotalCodes], hot.Codes.shape);
        for (int level = 0; level < model.Layout.Count; level++)
        {
            CodeLevel map = model.Layout[level];
            long[] codes = Numbers(hot.Codes.narrow(1, model.Layout.Offset(level), map.Count));
            Assert.IsGreaterThan(Math.Min(map.CodebookSize, codes.Length) / 3, codes.Distinct().Count(), $"level {level}");
            Assert.IsTrue(allclose(hot.Soft[level], ones(3, map.Count, map.CodebookSize).div(map.CodebookSize), 1e-3, 1e-5), $"level {level}");
        }
        // The generator alone decides, and nobody else's random numbers are drawn.
        using Generator again = new(3), other = new(4);
        Assert.AreEqual(ScalarType.Int64, hot.Codes.dtype);
        model.SampleCodes(latents, 1e-9, again);
        CollectionAssert.AreEqual(Numbers(hot.Codes), Numbers(model.SampleCodes(latents, 1e9, again).Codes));
        CollectionAssert.AreNotEqual(Numbers(hot.Codes), Numbers(model.SampleCodes(latents, 1e9, other).Codes));
        CollectionAssert.AreEqual(global.bytes.ToArray(), get_rng_state().bytes.ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.SampleCodes(latents, 0, random));
        Assert.ThrowsExactly<ArgumentException>(() => model.SampleCodes(latents.narrow(1, 1, 3), 1, random));
    }

    [TestMethod]
    [DataRow("rqvae")]
    [DataRow("hqvae")]
    public void What_is_near_follows_the_codes_that_were_drawn(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind);
        using var random = new Generator(3);
        Tensor latents = model.EncodeLatents(SmallTokenizers.Images(2));
        SampledPyramids warm = model.SampleCodes(latents, 10, random);
        IReadOnlyList<Tensor> nearest = model.SoftCodes(latents, 10);
        // What is chosen first follows nothing; what is chosen after it follows a code that is seldom the nearest here.
        long depth = model.Layout[0].Depth, groups = model.Layout[0].Count / depth;
        Tensor First(Tensor soft) => soft.view(2, groups, depth, -1).narrow(2, 0, 1);
        Assert.IsTrue(allclose(First(warm.Soft[0]), First(nearest[0]), 1e-4, 1e-5));
        Assert.IsFalse(allclose(warm.Soft[^1], nearest[^1], 1e-3, 1e-4));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Codes_out_of_range_are_refused_by_place(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind);
        Tensor codes = zeros([2, model.Layout.TotalCodes], dtype: ScalarType.Int64);
        model.Decode(codes);
        for (int level = 0; level < model.Layout.Count; level++)
        {
            CodeLevel map = model.Layout[level];
            AssertRefused(level, map.Count - 1, map.CodebookSize, $"the code {map.CodebookSize} at position {map.Count - 1} of level {level}");
            AssertRefused(level, 0, -2, "the code -2");
            AssertRefused(level, 0, -1, "a hole");
        }
        Assert.ThrowsExactly<ArgumentException>(() => model.Decode(codes.narrow(1, 0, 1)));
        Assert.ThrowsExactly<ArgumentException>(() => model.Decode(codes.to(ScalarType.Int32)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(codes, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(codes, 1, 0));

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
    [DynamicData(nameof(Kinds))]
    public void What_is_not_decoded_is_not_looked_at(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind);
        CodeLevel top = model.Layout[0];
        Tensor codes = model.Encode(SmallTokenizers.Images(2)), holes = full_like(codes, -1);
        // Of the top level the first code of each position.
        for (int at = 0; at < top.Count; at += top.Depth)
            holes.narrow(1, at, 1).copy_(codes.narrow(1, at, 1));
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, 1, 1)), Bytes(model.Decode(holes, 1, 1)));
        int most = model.Layout.Max(level => level.Depth);
        CollectionAssert.AreEqual(Bytes(model.Decode(codes)), Bytes(model.Decode(codes, model.Layout.Count, most)));
        if (model.Layout.TotalCodes > top.Count || most > 1)
            CollectionAssert.AreNotEqual(Bytes(model.Decode(codes)), Bytes(model.Decode(codes, 1, 1)));
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Images_of_another_shape_or_type_are_refused(string kind, object content)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind, (ImageContent)content);
        int channels = model.Options.Pixels.Channels, side = SmallTokenizers.Side;
        foreach (Tensor wrong in (Tensor[])[zeros(1, channels, side, side - 1), zeros(1, channels, 2 * side, 2 * side), zeros(1, channels + 1, side, side),
            zeros(channels, side, side), zeros(0, channels, side, side), zeros(1, channels, side, side, dtype: ScalarType.Float64)])
        {
            Assert.ThrowsExactly<ArgumentException>(() => model.Encode(wrong));
            Assert.ThrowsExactly<ArgumentException>(() => model.EncodeLatents(wrong));
            if (model is IReconstructingTokenizer reconstructing)
                Assert.ThrowsExactly<ArgumentException>(() => reconstructing.Pass(wrong, default));
        }
        Assert.Contains($"(N, {channels}, {side}, {side})", Assert.ThrowsExactly<ArgumentException>(() => model.Encode(zeros(1, channels, 8, 8))).Message);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void The_seed_alone_decides_the_weights(string kind)
    {
        TokenizerOptions other = SmallTokenizers.Options(kind);
        other.Seed = 2;
        using ITokenizer one = SmallTokenizers.Make(kind), same = SmallTokenizers.Make(kind), different = other.Create(CPU);
        Assert.AreEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(same.Module));
        Assert.AreNotEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(different.Module));
    }

    [TestMethod]
    [DynamicData(nameof(Trainable))]
    public void Training_from_the_same_state_is_the_same_bit_for_bit(string kind, object content)
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] before = get_rng_state().bytes.ToArray();
        string[] hashes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            TokenizerOptions options = SmallTokenizers.Options(kind, (ImageContent)content);
            if (options is BackboneTokenizerOptions backbone)
                backbone.Dropout = 0.1;
            using var model = (IReconstructingTokenizer)options.Create(CPU);
            using ITokenizerObjective objective = model.CreateObjective();
            Tensor images = SmallTokenizers.Images(4, (ImageContent)content);
            using var optimizer = optim.Adam(model.Module.parameters(), 1e-3);
            model.Module.train();
            for (int step = 0; step < 3; step++)
            {
                objective.Loss(images, new TrainingMoment(step, 3, 1)).Total.backward();
                optimizer.step();
            }
            return ModelWeights.Hash(model.Module);
        })];
        Assert.AreEqual(hashes[0], hashes[1]);
        CollectionAssert.AreEqual(before, get_rng_state().bytes.ToArray(), "the global generator was drawn from");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Several_threads_encode_what_one_does(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer model = SmallTokenizers.Make(kind);
        Tensor images = SmallTokenizers.Images(4);
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
    [DynamicData(nameof(Trainable))]
    public void Nothing_leaks(string kind, object content)
    {
        using Tensor images = SmallTokenizers.Images(2, (ImageContent)content);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var model = (IReconstructingTokenizer)SmallTokenizers.Make(kind, (ImageContent)content))
        using (ITokenizerObjective objective = model.CreateObjective())
        {
            model.Module.train();
            Step(model, objective, images);
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int step = 0; step < 4; step++)
                Step(model, objective, images);
            Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "a step, encoding or decoding leaks");
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "the network leaks");

        static void Step(IReconstructingTokenizer model, ITokenizerObjective objective, Tensor images)
        {
            using (NewDisposeScope())
                objective.Loss(images, new TrainingMoment(0, 1, 1)).Total.backward();
            using Tensor codes = model.Encode(images), decoded = model.Decode(codes), latents = model.EncodeLatents(images), measured = objective.Measure(images);
            (Tensor sampled, IReadOnlyList<Tensor> near) = model.SampleCodes(latents, 1, model.Random);
            sampled.Dispose();
            foreach (Tensor soft in near.Concat(model.SoftCodes(latents, 1)))
                soft.Dispose();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Options_come_back_from_json(string kind)
    {
        TokenizerOptions options = SmallTokenizers.Options(kind);
        options.Seed = 17;
        string json = JsonSerializer.Serialize(options);
        Assert.StartsWith($"{{\"kind\":\"{kind}\"", json);
        TokenizerOptions back = JsonSerializer.Deserialize<TokenizerOptions>(json)!;
        Assert.AreEqual(json, JsonSerializer.Serialize(back));
        Assert.AreEqual(options.GetType(), back.GetType());
        back.Validate();
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void The_defaults_are_valid_and_contents_go_with_their_classes(string kind)
    {
        SmallTokenizers.Default(kind).Validate();
        foreach (ImageContent content in Enum.GetValues<ImageContent>())
        {
            TokenizerOptions options = SmallTokenizers.Options(kind, content);
            if (!options.Takes(content))
            {
                Refused(options, nameof(options.Content), "takes images of Color");
                continue;
            }
            options.Validate();
            options.Classes = 1;
            Refused(options, nameof(options.Classes), content == ImageContent.Segmentation ? "from 2 to 256" : "leave it at 0");
            options.Classes = 257;
            Refused(options, nameof(options.Classes), content == ImageContent.Segmentation ? "from 2 to 256" : "leave it at 0");
        }
        TokenizerOptions unknown = SmallTokenizers.Options(kind);
        unknown.Content = (ImageContent)9;
        Refused(unknown, nameof(unknown.Content), "one of Color, Gray, Segmentation");

        static void Refused(TokenizerOptions options, string name, string remedy)
        {
            var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
            Assert.AreEqual(name, refused.ParamName);
            Assert.Contains(remedy, refused.Message);
        }
    }

    private static Type TypeOf(string kind)
    {
        using ITokenizer model = SmallTokenizers.Make(kind);
        return model.GetType();
    }

    private static long[] Numbers(Tensor codes) => codes.contiguous().data<long>().ToArray();

    private static byte[] Bytes(Tensor values) => values.contiguous().bytes.ToArray();
}
