using System.Text.Json;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class VqVae2Tests
{
    private static VqVae2Options Small(int levels) => new()
    {
        ImageSize = 16,
        Levels = levels,
        BottomStride = 2,
        Channels = 16,
        ResidualBlocks = 1,
        ResidualChannels = 8,
        EmbeddingSize = 8,
        CodebookSize = new[] { 16, 24, 32 }[..levels],
    };

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void Training_makes_the_loss_fall_and_the_codes_used(int levels)
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = (VqVae2)Small(levels).Create(CPU);
        Tensor images = Discs.Images(16);
        using ITokenizerObjective objective = model.CreateObjective();
        model.train();
        using var optimizer = optim.Adam(model.parameters(), 4e-3);
        var losses = new List<float>();
        for (int step = 0; step < 80; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            optimizer.zero_grad();
            TokenizerLoss loss = objective.Loss(images, new TrainingMoment(step, 80, 80));
            loss.Total.backward();
            optimizer.step();
            losses.Add(loss.SquaredError!.item<float>());
        }
        model.eval();
        Assert.IsLessThan(0.5f * losses[0], losses[^1], $"from {losses[0]} to {losses[^1]}");
        Tensor codes = model.Encode(images);
        float whole = nn.functional.mse_loss(model.Decode(codes), images).item<float>(), topOnly = nn.functional.mse_loss(model.Decode(codes, 1), images).item<float>();
        Assert.IsLessThan(0.6f * losses[0], whole);
        Assert.IsLessThan(topOnly, whole);
    }

    [TestMethod]
    public void The_layout_follows_from_stride_and_levels()
    {
        Assert.AreEqual("4x4 of 512 + 8x8 of 512", new VqVae2Options().Layout.ToString());
        Assert.AreEqual("32x32 of 512 + 64x64 of 512", new VqVae2Options { ImageSize = 256 }.Layout.ToString());
        Assert.AreEqual("32x32 of 512 + 64x64 of 512 + 128x128 of 512", new VqVae2Options { ImageSize = 1024, Levels = 3, BottomStride = 8 }.Layout.ToString());
    }

    [TestMethod]
    [DataRow(2, 2)]
    [DataRow(2, 8)]
    [DataRow(3, 2)]
    [DataRow(3, 4)]
    public void Codes_and_soft_codes_agree_at_every_level(int levels, int stride)
    {
        using DisposeScope scope = NewDisposeScope();
        VqVae2Options options = Small(levels);
        options.BottomStride = stride;
        using ITokenizer model = options.Create(CPU);
        Tensor images = Discs.Images(3), codes = model.Encode(images), latents = model.EncodeLatents(images);
        CollectionAssert.AreEqual((long[])[3, model.LatentSize], latents.shape);
        IReadOnlyList<Tensor> soft = model.SoftCodes(latents, 0.5);
        Assert.HasCount(levels, soft);
        for (int level = 0; level < levels; level++)
            CollectionAssert.AreEqual((long[])[3, model.Layout[level].Count, model.Layout[level].CodebookSize], soft[level].shape);
        Assert.IsTrue(codes.eq(cat([.. soft.Select(level => level.argmax(2))], 1)).all().item<bool>());
        CollectionAssert.AreEqual((long[])[3, 3, 16, 16], model.Decode(codes).shape);
    }

    [TestMethod]
    public void Any_level_can_be_left_out()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = (VqVae2)Small(3).Create(CPU);
        Tensor?[] parts = LevelMaps.Split(model.Encode(Discs.Images(2)), model.Layout, 3);
        var pictures = new HashSet<string>();
        for (int kept = 1; kept < 8; kept++)
            pictures.Add(Convert.ToHexString(model.Decode([.. parts.Select((part, level) => (kept >> level & 1) == 1 ? part : null)]).contiguous().bytes));
        Assert.HasCount(7, pictures);
    }

    // Every level has its own features, which its commitment trains; what comes from above trains the levels above as well.
    [TestMethod]
    public void Each_commitment_trains_its_own_encoder()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = (VqVae2)Small(3).Create(CPU);
        Tensor images = Discs.Images(2);
        string[] encoders = ["enc_t.", "enc_m.", "enc_b."];
        for (int level = 0; level < 3; level++)
        {
            model.zero_grad();
            model.Run(images).Levels[level].Loss.backward();
            for (int encoder = level; encoder < 3; encoder++)
                Assert.IsGreaterThan(0, model.named_parameters().Where(pair => pair.name.StartsWith(encoders[encoder], StringComparison.Ordinal)).Sum(pair => pair.parameter.grad?.abs().sum().item<float>() ?? 0), $"level {level}, {encoders[encoder]}");
        }
    }

    [TestMethod]
    public void Short_numbers_give_nearly_the_same_gradients_and_are_used_in_training_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Discs.Images(2);
        // Where the nearest code is another, everything is: with two codes few vectors lie between.
        VqVae2Options exact = Small(3), @short = Small(3);
        (exact.CodebookSize, @short.CodebookSize, @short.Precision) = (2, 2, TrainingPrecision.BFloat16);
        using ITokenizer one = exact.Create(CPU), other = @short.Create(CPU);
        Assert.IsTrue(one.EncodeLatents(images).eq(other.EncodeLatents(images)).all().item<bool>());
        (float loss, Tensor gradients) = Step((VqVae2)one, images);
        (float shortLoss, Tensor shortGradients) = Step((VqVae2)other, images);
        Assert.AreNotEqual(loss, shortLoss);
        Assert.AreEqual(loss, shortLoss, 0.01 * loss);
        Assert.IsLessThan(0.05f * gradients.norm().item<float>(), gradients.sub(shortGradients).norm().item<float>());
        Assert.AreEqual(ScalarType.Float32, shortGradients.dtype);

        static (float, Tensor) Step(VqVae2 model, Tensor images)
        {
            using ITokenizerObjective objective = model.CreateObjective();
            model.train();
            TokenizerLoss loss = objective.Loss(images, new TrainingMoment(0, 1, 1));
            loss.Total.backward();
            return (loss.Total.item<float>(), cat([.. model.named_parameters().Select(pair => pair.parameter.grad!.flatten())]));
        }
    }

    [TestMethod]
    [DataRow("""{"Levels": 4}""", "Levels", "from 2 to 3")]
    [DataRow("""{"BottomStride": 1}""", "BottomStride", "from 2 to 64")]
    [DataRow("""{"BottomStride": 6}""", "BottomStride", "power of two")]
    [DataRow("""{"Channels": 33}""", "Channels", "even")]
    [DataRow("""{"Channels": 0}""", "Channels", "from 2")]
    [DataRow("""{"ResidualBlocks": -1}""", "ResidualBlocks", "at least 0")]
    [DataRow("""{"ResidualChannels": 0}""", "ResidualChannels", "at least 1")]
    [DataRow("""{"EmbeddingSize": 0}""", "EmbeddingSize", "at least 1")]
    [DataRow("""{"CodebookSize": [512, 512, 512]}""", "CodebookSize", "2 levels")]
    [DataRow("""{"CodebookSize": 1}""", "CodebookSize", "at least 2")]
    [DataRow("""{"ImageSize": 36}""", "ImageSize", "32 would do")]
    [DataRow("""{"Quantizer": {"kind": "ema", "Decay": 1}}""", "Decay", "below 1")]
    public void An_option_out_of_range_is_refused_by_name_value_and_remedy(string json, string option, string remedy)
    {
        VqVae2Options options = JsonSerializer.Deserialize<VqVae2Options>(json)!;
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        Assert.AreEqual(option, refused.ParamName);
        Assert.Contains(remedy, refused.Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Create(CPU));
    }
}
