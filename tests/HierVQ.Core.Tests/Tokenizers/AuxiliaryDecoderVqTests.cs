using HierVQ.Layers;
using HierVQ.Serialization;
using HierVQ.Tests.Tokenizers.AuxiliaryDecoders;
using HierVQ.Tokenizers;
using HierVQ.Tokenizers.AuxiliaryDecoders;
using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class AuxiliaryDecoderVqTests
{
    private const int Side = 16;
    private static readonly TrainingMoment s_first = new(0, 1, 1);

    private static AuxiliaryDecoderOptions Small(AuxiliaryDecoderKind bottom = AuxiliaryDecoderKind.FeedForward, AuxiliaryDecoderKind top = AuxiliaryDecoderKind.FeedForward, int codeChannels = 1) => new()
    {
        ImageSize = Side,
        AutoregressiveShare = 0.5,
        Levels =
        [
            new() { Factor = 2, CodebookSize = 8, EmbeddingSize = 8, Auxiliary = top, Window = 1, Reach = 1, AutoregressiveChannels = 16, AutoregressiveBlocks = 1, AutoregressiveAttention = true },
            new() { Factor = 4, CodebookSize = 16, EmbeddingSize = 8, CodeChannels = codeChannels, Auxiliary = bottom, Window = 3, Reach = 2, Centres = 64, AutoregressiveChannels = 16, AutoregressiveBlocks = 1, AutoregressiveResidualBlocks = 1 },
        ],
    };

    [TestMethod]
    [DataRow(AuxiliaryDecoderKind.FeedForward)]
    [DataRow(AuxiliaryDecoderKind.MaskedSelfPrediction)]
    public void The_autoregressive_decoders_loss_reaches_nothing_but_itself(AuxiliaryDecoderKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small(kind, kind));
        model.train();
        for (int level = 0; level < 2; level++)
        {
            model.Run(Discs.Images(4, Side), s_first)[level].Nats.backward();
            AssertReached(model, name => name.StartsWith($"levels.{level}.autoregressive.", StringComparison.Ordinal));
            model.zero_grad();
        }
    }

    [TestMethod]
    [DataRow(AuxiliaryDecoderKind.FeedForward)]
    [DataRow(AuxiliaryDecoderKind.MaskedSelfPrediction)]
    public void The_auxiliary_loss_teaches_encoder_and_auxiliary_decoder_of_its_level_alone(AuxiliaryDecoderKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small(kind, kind));
        model.train();
        for (int level = 0; level < 2; level++)
        {
            AuxiliaryPass pass = model.Run(Discs.Images(4, Side), s_first)[level];
            pass.Auxiliary.Value.backward(retain_graph: true);
            AssertReached(model, name => name.StartsWith($"levels.{level}.auxiliary.", StringComparison.Ordinal) || name.StartsWith($"levels.{level}.encoder.", StringComparison.Ordinal));
            model.zero_grad();
            pass.QuantizationLoss.backward();
            AssertReached(model, name => name.StartsWith($"levels.{level}.encoder.", StringComparison.Ordinal));
            model.zero_grad();
        }
    }

    [TestMethod]
    public void End_to_end_the_autoregressive_decoder_teaches_the_encoder()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small(AuxiliaryDecoderKind.EndToEnd, AuxiliaryDecoderKind.EndToEnd));
        Assert.IsFalse(model.named_parameters().Any(parameter => parameter.name.Contains(".auxiliary.", StringComparison.Ordinal)));
        model.train();
        for (int level = 0; level < 2; level++)
        {
            AuxiliaryPass pass = model.Run(Discs.Images(4, Side), s_first)[level];
            pass.Auxiliary.Value.backward(retain_graph: true);
            AssertReached(model, name => name.StartsWith($"levels.{level}.autoregressive.", StringComparison.Ordinal) || name.StartsWith($"levels.{level}.encoder.", StringComparison.Ordinal));
            model.zero_grad();
        }
        List<TokenizerLoss> losses = Train(model, Discs.Images(8, Side), 30);
        Assert.IsLessThan(losses[0].Total.item<float>(), losses[^1].Total.item<float>());
        Tensor codes = model.Encode(Discs.Images(2, Side));
        CollectionAssert.AreEqual((long[])[2, 3, Side, Side], model.Decode(codes).shape);
    }

    [TestMethod]
    public void Bits_a_dimension_are_those_of_all_parts_and_no_fewer_than_the_pictures_hold()
    {
        const int Count = 8;
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small());
        Tensor images = Discs.Images(Count, Side);
        Train(model, images, 15);
        Tensor nats = model.NegativeLogLikelihoods(images);
        CollectionAssert.AreEqual((long[])[Count, 2], nats.shape);
        Tensor bits = model.BitsPerDimension(images);
        const double Dimensions = 3 * Side * Side;
        double uniformTop = model.Layout[0].Count * Math.Log(model.Layout[0].CodebookSize);
        Tensor expected = nats.sum(1).add(uniformTop).div(Dimensions * Math.Log(2));
        Assert.IsTrue(allclose(expected, bits, 1e-5, 1e-6));
        Tensor prior = ones(Count);
        Assert.IsTrue(allclose(nats.sum(1).add(prior).div(Dimensions * Math.Log(2)), model.BitsPerDimension(images, prior), 1e-5, 1e-6));
        // The code is a function of the picture, so the whole is the length of a code for pictures: of 8 different ones it is at least 3 bits on average, and 8 a value is what no model needs.
        Assert.IsGreaterThanOrEqualTo(Math.Log2(Count), bits.mean().item<float>() * Dimensions);
        Assert.IsLessThan(8, bits.mean().item<float>());

        // Each part by its own decoder.
        Tensor codes = model.Encode(images);
        AuxiliaryLevel top = model.Levels[0], bottom = model.Levels[1];
        Tensor above = codes.narrow(1, 0, model.Layout[0].Count), below = codes.narrow(1, model.Layout.Offset(1), model.Layout[1].Count);
        using (no_grad())
        {
            Assert.IsTrue(allclose(nats.select(1, 0), top.Autoregressive.NegativeLogLikelihood(bottom.Values(below), top.Lookup(above)), 1e-5, 1e-4));
            Assert.IsTrue(allclose(nats.select(1, 1), bottom.Autoregressive.NegativeLogLikelihood(Alphabet.Pixels(3).ValuesOf(images), bottom.Lookup(below)), 1e-5, 1e-4));
        }
    }

    [TestMethod]
    public void Given_the_codes_pictures_are_likelier_than_without()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small());
        Tensor images = Discs.Images(8, Side), values = Alphabet.Pixels(3).ValuesOf(images);
        Train(model, images, 20);
        Tensor codes = model.Encode(images);
        Tensor quantized = model.Levels[1].Lookup(codes.narrow(1, model.Layout.Offset(1), model.Layout[1].Count));
        float with = Nats(quantized), without = Nats(quantized.zeros_like());
        Assert.IsLessThan(0.97f * without, with, $"{with} nats with codes, {without} without");

        float Nats(Tensor condition)
        {
            using var init = new Generator(7);
            using var decoder = new AutoregressiveDecoder(new LevelShape(Small().Levels[1], Alphabet.Pixels(3), 3, Side), new LayerContext(CPU, init));
            using var optimizer = optim.Adam(decoder.parameters(), 3e-3);
            float nats = 0;
            for (int step = 0; step < 30; step++)
            {
                using DisposeScope inner = NewDisposeScope();
                optimizer.zero_grad();
                Tensor loss = decoder.NegativeLogLikelihood(values, condition).mean();
                loss.backward();
                optimizer.step();
                nats = loss.item<float>();
            }
            return nats;
        }
    }

    [TestMethod]
    [DataRow(AuxiliaryDecoderKind.FeedForward, AuxiliaryDecoderKind.FeedForward, 1)]
    [DataRow(AuxiliaryDecoderKind.FeedForward, AuxiliaryDecoderKind.MaskedSelfPrediction, 2)]
    [DataRow(AuxiliaryDecoderKind.MaskedSelfPrediction, AuxiliaryDecoderKind.FeedForward, 2)]
    public void Training_makes_every_loss_fall_and_the_codes_used(AuxiliaryDecoderKind bottom, AuxiliaryDecoderKind top, int codeChannels)
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small(bottom, top, codeChannels));
        Tensor images = Discs.Images(8, Side);
        List<TokenizerLoss> losses = Train(model, images, 30);
        TokenizerLoss first = losses[0], last = losses[^1];
        Assert.AreEqual(bottom == AuxiliaryDecoderKind.FeedForward, last.SquaredError is not null);
        for (int i = 0; i < first.Terms.Count; i++)
        {
            if (!first.Terms[i].Name.StartsWith("quantization", StringComparison.Ordinal))
                Assert.IsLessThan(0.95f * first.Terms[i].Value.item<float>(), last.Terms[i].Value.item<float>(), first.Terms[i].Name);
        }
        if (last.SquaredError is { } error)
            Assert.IsLessThan(0.5f * first.SquaredError!.item<float>(), error.item<float>());
        Tensor codes = model.Encode(images);
        for (int level = 0; level < 2; level++)
        {
            Tensor part = codes.narrow(1, model.Layout.Offset(level), model.Layout[level].Count);
            int used = part.contiguous().data<long>().ToArray().Distinct().Count();
            Assert.IsGreaterThanOrEqualTo(model.Layout[level].CodebookSize / 2, used, $"level {level}");
        }
    }

    [TestMethod]
    public void The_total_is_the_sum_of_its_terms()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small());
        model.train();
        using ITokenizerObjective objective = model.CreateObjective();
        TokenizerLoss loss = objective.Loss(Discs.Images(3, Side), s_first);
        Assert.HasCount(6, loss.Terms);
        Assert.AreEqual(loss.Terms.Sum(term => term.Value.item<float>()), loss.Total.item<float>(), 1e-3);
        CollectionAssert.AreEqual((long[])[3, model.Layout.TotalCodes], loss.Codes.shape);
        Assert.IsNull(objective.Critic);
    }

    [TestMethod]
    public void Held_out_pictures_are_measured_by_what_the_auxiliary_decoder_can()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Discs.Images(3, Side);
        using AuxiliaryDecoderVq forward = Make(Small());
        using ITokenizerObjective psnr = forward.CreateObjective();
        Assert.IsTrue(allclose(HierVQ.Metrics.Psnr.PerImage(images, forward.Decode(forward.Encode(images))), psnr.Measure(images), 1e-5, 1e-4));
        using AuxiliaryDecoderVq masked = Make(Small(AuxiliaryDecoderKind.MaskedSelfPrediction));
        using ITokenizerObjective bits = masked.CreateObjective();
        Assert.IsTrue(allclose(masked.BitsPerDimension(images).neg(), bits.Measure(images)));
    }

    [TestMethod]
    public void Codes_are_level_by_level_from_the_top_and_each_level_encodes_the_one_below()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small(codeChannels: 2));
        Assert.AreEqual("2x2 of 8 + 4x4x2 of 16", model.Layout.ToString());
        Tensor images = Discs.Images(2, Side), codes = model.Encode(images);
        CollectionAssert.AreEqual((long[])[2, 4 + 32], codes.shape);
        Tensor below = codes.narrow(1, 4, 32);
        CollectionAssert.AreEqual(Numbers(codes.narrow(1, 0, 4)), Numbers(model.Levels[0].Encode(model.Levels[1].Lookup(below))));

        Tensor latents = model.EncodeLatents(images);
        CollectionAssert.AreEqual((long[])[2, model.LatentSize], latents.shape);
        IReadOnlyList<Tensor> soft = model.SoftCodes(latents, 0.5);
        CollectionAssert.AreEqual(Numbers(codes), Numbers(cat([.. soft.Select(level => level.argmax(2))], 1)));
        for (int level = 0; level < 2; level++)
            Assert.IsTrue(allclose(soft[level].sum(2), ones(1), 1e-4, 1e-5));
        // Code vectors of a position's channels add up to its vector.
        Tensor sum = model.Codebook(1, 0)[below[0, 0].item<long>()].add(model.Codebook(1, 1)[below[0, 1].item<long>()]);
        Assert.IsTrue(allclose(model.Levels[1].Lookup(below)[0, .., 0, 0], sum));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Codebook(2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Codebook(0, 1));
    }

    [TestMethod]
    public void Decoding_takes_the_finest_codes_and_draws_what_is_left_out()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small(codeChannels: 2));
        Tensor codes = model.Encode(Discs.Images(3, Side));
        Tensor whole = model.Decode(codes);
        CollectionAssert.AreEqual((long[])[3, 3, Side, Side], whole.shape);
        Tensor otherTop = codes.clone();
        otherTop.narrow(1, 0, 4).fill_(1);
        CollectionAssert.AreEqual(Bytes(whole), Bytes(model.Decode(otherTop)), "The image is made of the finest codes.");

        // From the top alone: the rest is drawn, the same for the same codes in any batch, and what lies in the places of the rest is not looked at.
        Tensor holes = codes.clone();
        holes.narrow(1, 4, 32).fill_(-1);
        Tensor drawn = model.Decode(codes, 1);
        CollectionAssert.AreEqual(Bytes(drawn), Bytes(model.Decode(holes, 1)));
        CollectionAssert.AreNotEqual(Bytes(whole), Bytes(drawn));
        Assert.IsTrue(allclose(drawn.narrow(0, 1, 1), model.Decode(holes.narrow(0, 1, 1), 1), 1e-4, 1e-4));
        // Without the second channel of the finest codes.
        Tensor other = codes.clone();
        other.narrow(1, 4, 32).view(3, 16, 2).select(2, 1).copy_(zeros([3, 16], dtype: ScalarType.Int64));
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, depths: 1)), Bytes(model.Decode(other, depths: 1)));
        CollectionAssert.AreNotEqual(Bytes(whole), Bytes(model.Decode(codes, depths: 1)));
        CollectionAssert.AreEqual(Bytes(whole), Bytes(model.Decode(codes, 2, 2)));
        other.narrow(1, 4, 32).view(3, 16, 2).select(2, 1).fill_(-1); // not looked at
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, depths: 1)), Bytes(model.Decode(other, depths: 1)));

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(holes));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(codes, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Decode(codes, 1, 0));
        Assert.ThrowsExactly<ArgumentException>(() => model.Decode(codes.narrow(1, 0, 4)));
    }

    [TestMethod]
    [DataRow(AuxiliaryDecoderKind.FeedForward)]
    [DataRow(AuxiliaryDecoderKind.MaskedSelfPrediction)]
    public void Pixels_are_drawn_where_the_options_or_the_auxiliary_decoder_say_so(AuxiliaryDecoderKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        AuxiliaryDecoderOptions options = Small(kind);
        options.DrawPixels = kind == AuxiliaryDecoderKind.FeedForward;
        using AuxiliaryDecoderVq model = Make(options);
        Tensor codes = model.Encode(Discs.Images(2, Side));
        Tensor drawn = model.Decode(codes);
        Assert.IsTrue(allclose(drawn, Alphabet.Pixels(3).Features(Alphabet.Pixels(3).ValuesOf(drawn)), 1e-5, 1e-5), "Drawn pixels are of 8 bits.");
        CollectionAssert.AreEqual(Bytes(drawn), Bytes(model.Decode(codes)));
        options.DrawSeed = 1;
        CollectionAssert.AreNotEqual(Bytes(drawn), Bytes(model.Decode(codes)));
    }

    [TestMethod]
    public void Sampling_goes_from_the_top_codes_down_to_pixels_by_the_seeds()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small());
        Tensor top = zeros([2, model.Layout.TotalCodes], dtype: ScalarType.Int64);
        Tensor codes = model.DrawCodes(top, 1, [1, 2]);
        TensorIsPyramid(model, codes);
        CollectionAssert.AreEqual(new long[8], Numbers(codes.narrow(1, 0, 4)));
        CollectionAssert.AreEqual(Numbers(codes), Numbers(model.DrawCodes(top, 1, [1, 2])));
        CollectionAssert.AreNotEqual(Numbers(codes), Numbers(model.DrawCodes(top, 1, [3, 4])));
        Tensor images = model.DrawImages(codes, [1, 2]);
        CollectionAssert.AreEqual((long[])[2, 3, Side, Side], images.shape);
        Assert.IsLessThanOrEqualTo(1, images.abs().max().item<float>());
        CollectionAssert.AreEqual(Bytes(images), Bytes(model.DrawImages(codes, [1, 2])));
        CollectionAssert.AreNotEqual(Bytes(images), Bytes(model.DrawImages(codes, [1, 3])));
        Assert.ThrowsExactly<ArgumentException>(() => model.DrawImages(codes, [1]));
        Assert.ThrowsExactly<ArgumentException>(() => model.DrawCodes(codes, 1, [1, 2, 3]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.DrawCodes(codes, 1, [1, 2], new SamplingOptions { Temperature = 0f }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.DrawCodes(codes.neg().sub(1), 1, [1, 2]));
    }

    [TestMethod]
    public void One_level_and_three_levels_work_too()
    {
        using DisposeScope scope = NewDisposeScope();
        AuxiliaryDecoderOptions one = Small(), three = Small();
        one.Levels = [one.Levels[1]];
        three.Levels = [three.Levels[0], three.Levels[0], three.Levels[1]];
        Tensor images = Discs.Images(2, Side);
        foreach ((AuxiliaryDecoderOptions options, string layout) in ((AuxiliaryDecoderOptions, string)[])[(one, "4x4 of 16"), (three, "1x1 of 8 + 2x2 of 8 + 4x4 of 16")])
        {
            using AuxiliaryDecoderVq model = Make(options);
            Assert.AreEqual(layout, model.Layout.ToString());
            Train(model, images, 2);
            Tensor codes = model.Encode(images);
            TensorIsPyramid(model, codes);
            for (int levels = 1; levels <= model.Layout.Count; levels++)
                CollectionAssert.AreEqual((long[])[2, 3, Side, Side], model.Decode(codes, levels).shape);
            CollectionAssert.AreEqual((long[])[2, model.Layout.Count], model.NegativeLogLikelihoods(images).shape);
        }
    }

    [TestMethod]
    [DataRow(ImageContent.Gray, AuxiliaryDecoderKind.FeedForward)]
    [DataRow(ImageContent.Gray, AuxiliaryDecoderKind.MaskedSelfPrediction)]
    [DataRow(ImageContent.Segmentation, AuxiliaryDecoderKind.FeedForward)]
    [DataRow(ImageContent.Segmentation, AuxiliaryDecoderKind.MaskedSelfPrediction)]
    public void Images_of_one_channel_and_of_classes_go_the_same_way(ImageContent content, AuxiliaryDecoderKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        AuxiliaryDecoderOptions options = Small(kind);
        (options.Content, options.Classes) = (content, content == ImageContent.Segmentation ? 4 : 0);
        using AuxiliaryDecoderVq model = Make(options);
        Tensor gray = Discs.Images(4, Side).narrow(1, 0, 1).contiguous();
        Tensor images = content == ImageContent.Gray
            ? gray
            : nn.functional.one_hot(gray.add(1).mul(1.99).to(ScalarType.Int64).squeeze(1), 4).permute(0, 3, 1, 2).to(ScalarType.Float32).contiguous();
        List<TokenizerLoss> losses = Train(model, images, 12);
        Assert.IsLessThan(losses[0].Total.item<float>(), losses[^1].Total.item<float>());
        Assert.AreEqual(content == ImageContent.Gray && kind == AuxiliaryDecoderKind.FeedForward, losses[^1].SquaredError is not null);
        Assert.AreEqual(content == ImageContent.Segmentation && kind == AuxiliaryDecoderKind.FeedForward, losses[^1].RightPixels is not null);
        Tensor codes = model.Encode(images), decoded = model.Decode(codes), drawn = model.DrawImages(codes, [1, 2, 3, 4]);
        CollectionAssert.AreEqual(images.shape, decoded.shape);
        CollectionAssert.AreEqual(images.shape, drawn.shape);
        Assert.IsTrue(allclose(drawn, model.Levels[1].Autoregressive.Alphabet.Features(model.Levels[1].Autoregressive.Alphabet.ValuesOf(drawn)), 1e-5, 1e-5));
        // No more than as many equally likely values have.
        Assert.IsLessThan(content == ImageContent.Gray ? 8.5 : 2.5, model.BitsPerDimension(images).mean().item<float>());
        using ITokenizerObjective objective = model.CreateObjective();
        CollectionAssert.AreEqual((long[])[4], objective.Measure(images).shape);
        if (content == ImageContent.Segmentation && kind == AuxiliaryDecoderKind.FeedForward)
            Assert.IsTrue(allclose(decoded.argmax(1).eq(images.argmax(1)).to(ScalarType.Float32).mean([1, 2]), objective.Measure(images), 1e-5, 1e-5));
    }

    [TestMethod]
    [DataRow(AuxiliaryDecoderKind.FeedForward)]
    [DataRow(AuxiliaryDecoderKind.MaskedSelfPrediction)]
    public void Training_in_short_numbers_is_nearly_the_same_and_everything_else_is_untouched(AuxiliaryDecoderKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        AuxiliaryDecoderOptions options = Small(kind);
        using AuxiliaryDecoderVq exact = Make(options);
        options.Precision = TrainingPrecision.BFloat16;
        using AuxiliaryDecoderVq brief = Make(options);
        Tensor images = Discs.Images(4, Side);
        CollectionAssert.AreEqual(Numbers(exact.Encode(images)), Numbers(brief.Encode(images)));
        CollectionAssert.AreEqual(Bytes(exact.BitsPerDimension(images)), Bytes(brief.BitsPerDimension(images)));
        float[][] losses = [.. ((AuxiliaryDecoderVq[])[exact, brief]).Select(model =>
        {
            model.train();
            model.Random.manual_seed(1);
            using ITokenizerObjective objective = model.CreateObjective();
            TokenizerLoss loss = objective.Loss(images, s_first);
            loss.Total.backward();
            Assert.IsTrue(model.parameters().All(parameter => parameter.grad is null || parameter.grad.dtype == ScalarType.Float32));
            return (float[])[.. loss.Terms.Select(term => term.Value.item<float>())];
        })];
        Assert.AreNotEqual(losses[0][5], losses[1][5], "The numbers were not short.");
        for (int term = 0; term < losses[0].Length; term++)
            Assert.AreEqual(losses[0][term], losses[1][term], 0.1 * Math.Abs(losses[0][term]) + 0.01);
    }

    [TestMethod]
    public void Saved_weights_come_back()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Discs.Images(4, Side);
        using AuxiliaryDecoderVq model = Make(Small(codeChannels: 2)), other = Make(Small(codeChannels: 2), seed: 8);
        Train(model, images, 2);
        using var stream = new MemoryStream();
        ModelWeights.Write(model, stream);
        stream.Position = 0;
        ModelWeights.Read(other, stream);
        Assert.AreEqual(ModelWeights.Hash(model), ModelWeights.Hash(other));
        Tensor codes = model.Encode(images);
        CollectionAssert.AreEqual(Numbers(codes), Numbers(other.Encode(images)));
        CollectionAssert.AreEqual(Bytes(model.Decode(codes, 1)), Bytes(other.Decode(codes, 1)));
    }

    [TestMethod]
    public void The_seed_alone_decides_the_weights_and_global_random_numbers_are_left_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] before = get_rng_state().bytes.ToArray();
        AuxiliaryDecoderOptions options = Small(AuxiliaryDecoderKind.MaskedSelfPrediction), other = Small(AuxiliaryDecoderKind.MaskedSelfPrediction);
        options.Dropout = other.Dropout = 0.1;
        other.Seed = 2;
        using ITokenizer one = options.Create(CPU), same = options.Create(CPU), different = other.Create(CPU);
        Assert.AreEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(same.Module));
        Assert.AreNotEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(different.Module));
        Tensor images = Discs.Images(4, Side);
        foreach (ITokenizer model in (ITokenizer[])[one, same])
            Train((AuxiliaryDecoderVq)model, images, 2);
        Assert.AreEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(same.Module));
        one.Decode(one.Encode(images));
        CollectionAssert.AreEqual(before, get_rng_state().bytes.ToArray());
    }

    [TestMethod]
    public void Several_threads_encode_and_draw_what_one_does()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small());
        Tensor images = Discs.Images(2, Side);
        byte[] alone = Bytes(model.Encode(images)), drawn = Bytes(model.Decode(model.Encode(images), 1));
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor codes = model.Encode(images);
            CollectionAssert.AreEqual(alone, Bytes(codes));
            CollectionAssert.AreEqual(drawn, Bytes(model.Decode(codes, 1)));
        });
    }

    [TestMethod]
    public void Images_of_another_shape_or_type_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        using AuxiliaryDecoderVq model = Make(Small());
        foreach (Tensor wrong in (Tensor[])[zeros(1, 3, 16, 15), zeros(1, 3, 32, 32), zeros(3, 16, 16), zeros(0, 3, 16, 16), zeros(1, 3, 16, 16, dtype: ScalarType.Float64)])
        {
            Assert.ThrowsExactly<ArgumentException>(() => model.Encode(wrong));
            Assert.ThrowsExactly<ArgumentException>(() => model.EncodeLatents(wrong));
            Assert.ThrowsExactly<ArgumentException>(() => model.NegativeLogLikelihoods(wrong));
        }
    }

    [TestMethod]
    [DataRow(AuxiliaryDecoderKind.FeedForward)]
    [DataRow(AuxiliaryDecoderKind.MaskedSelfPrediction)]
    public void Nothing_leaks(AuxiliaryDecoderKind kind)
    {
        using Tensor images = Discs.Images(2, Side);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (AuxiliaryDecoderVq model = Make(Small(kind, codeChannels: 2)))
        {
            Step(model);
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int step = 0; step < 3; step++)
                Step(model);
            Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "a step, encoding or decoding leaks");
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "the network leaks");

        void Step(AuxiliaryDecoderVq model)
        {
            using (NewDisposeScope())
            using (ITokenizerObjective objective = model.CreateObjective())
            {
                model.train();
                objective.Loss(images, s_first).Total.backward();
                model.eval();
                objective.Measure(images);
            }
            using Tensor codes = model.Encode(images), decoded = model.Decode(codes), drawn = model.Decode(codes, 1), latents = model.EncodeLatents(images);
            using Tensor bits = model.BitsPerDimension(images);
            foreach (Tensor soft in model.SoftCodes(latents, 1))
                soft.Dispose();
        }
    }

    private static List<TokenizerLoss> Train(AuxiliaryDecoderVq model, Tensor images, int steps)
    {
        model.train();
        using ITokenizerObjective objective = model.CreateObjective();
        using var optimizer = optim.Adam(model.parameters(), 3e-3);
        var losses = new List<TokenizerLoss>();
        for (int step = 0; step < steps; step++)
        {
            model.Random.manual_seed(step);
            optimizer.zero_grad();
            TokenizerLoss loss = objective.Loss(images, new TrainingMoment(step, steps, 1));
            loss.Total.backward();
            optimizer.step();
            losses.Add(loss);
        }
        model.eval();
        return losses;
    }

    // What names say has a gradient somewhere, and nothing else has any.
    private static void AssertReached(AuxiliaryDecoderVq model, Func<string, bool> reached)
    {
        float sum = 0;
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            float largest = parameter.grad?.abs().max().item<float>() ?? 0;
            if (reached(name))
                sum += largest;
            else
                Assert.AreEqual(0, largest, name);
        }
        Assert.IsGreaterThan(0, sum);
        Assert.IsTrue(model.named_parameters().Where(pair => pair.name.Contains("encoder.conv_in.weight") && reached(pair.name)).All(pair => pair.parameter.grad!.abs().max().item<float>() > 0));
    }

    private static void TensorIsPyramid(AuxiliaryDecoderVq model, Tensor codes)
    {
        CollectionAssert.AreEqual((long[])[2, model.Layout.TotalCodes], codes.shape);
        TensorCheck.Codes(codes, model.Layout, model.Layout.Count);
    }

    private static AuxiliaryDecoderVq Make(AuxiliaryDecoderOptions options, ulong seed = 7)
    {
        using var init = new Generator(seed);
        return new AuxiliaryDecoderVq(options, CPU, init);
    }

    private static long[] Numbers(Tensor codes) => codes.contiguous().data<long>().ToArray();

    private static byte[] Bytes(Tensor values) => values.contiguous().bytes.ToArray();
}
