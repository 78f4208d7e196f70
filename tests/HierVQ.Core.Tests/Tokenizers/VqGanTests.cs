using System.Text.Json;
using HierVQ.Images;
using HierVQ.Losses;
using HierVQ.Tests.Quantization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class VqGanTests
{
    private static readonly TrainingMoment s_first = new(0, 10, 5);

    [TestMethod]
    public void The_layout_follows_from_the_halvings()
    {
        Assert.AreEqual("8x8 of 512", new VqGanOptions().Layout.ToString());
        Assert.AreEqual("16x16 of 16384", new VqGanOptions { ImageSize = 256, ChannelMultipliers = [1, 1, 2, 2, 4], CodebookSize = 16384 }.Layout.ToString());
        Assert.AreEqual("32x32 of 512", new VqGanOptions { ChannelMultipliers = [1] }.Layout.ToString());
    }

    [TestMethod]
    [DataRow("""{"ImageSize": 30}""", "ImageSize", "28 would do")]
    [DataRow("""{"CodebookSize": [512, 512]}""", "CodebookSize", "one value")]
    [DataRow("""{"CodebookSize": 1}""", "CodebookSize", "at least 2")]
    [DataRow("""{"Quantizer": {"kind": "residual"}}""", "Quantizer", "RqVaeOptions")]
    [DataRow("""{"Quantizer": {"kind": "gradient", "CommitmentWeight": -1}}""", "CommitmentWeight", "at least 0")]
    [DataRow("""{"Content": 2, "Classes": 5, "Perceptual": {}}""", "Content", "set Perceptual and Adversarial to null")]
    [DataRow("""{"Content": 2, "Classes": 5, "Adversarial": {}}""", "Content", "set Perceptual and Adversarial to null")]
    [DataRow("""{"Content": 2}""", "Classes", "from 2 to 256")]
    [DataRow("""{"Classes": 3}""", "Classes", "leave it at 0")]
    public void An_option_out_of_range_is_refused_by_name_value_and_remedy(string json, string option, string remedy)
    {
        VqGanOptions options = JsonSerializer.Deserialize<VqGanOptions>(json)!;
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        Assert.AreEqual(option, refused.ParamName);
        Assert.Contains(remedy, refused.Message);
    }

    public static IEnumerable<object[]> Quantizers => TinyQuantizers.All.Keys.Select(name => (object[])[name]);

    [TestMethod]
    [DynamicData(nameof(Quantizers))]
    public void Every_quantizer_goes_with_it_or_with_its_sister(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        QuantizerOptions quantizer = TinyQuantizers.All[name];
        var options = (BackboneTokenizerOptions)SmallTokenizers.Options(quantizer.CodesPerVector == 1 ? "vqgan" : "rqvae");
        (options.EmbeddingSize, options.CodebookSize, options.Quantizer) = (TinyQuantizers.Length, TinyQuantizers.Codes, quantizer);
        using var model = (BackboneTokenizer)options.Create(CPU);
        using ITokenizerObjective objective = model.CreateObjective();
        Tensor images = SmallTokenizers.Images(4);
        model.train();
        using var optimizer = optim.Adam(model.parameters(), 1e-3);
        for (int step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            TokenizerLoss loss = objective.Loss(images, new TrainingMoment(step, 3, 3));
            loss.Total.backward();
            optimizer.step();
            Assert.IsTrue(float.IsFinite(loss.Total.item<float>()));
        }
        model.eval();
        Assert.IsTrue(model.named_parameters().Where(pair => pair.name.StartsWith("encoder.conv_in", StringComparison.Ordinal)).All(pair => pair.parameter.grad!.abs().sum().item<float>() > 0));
        Tensor codes = model.Encode(images);
        CollectionAssert.AreEqual((long[])[4, model.Layout.TotalCodes], codes.shape);
        Assert.AreEqual(quantizer.CodesPerVector, model.Layout[0].Depth);
        // Outside training, the pass and the way over codes are the same.
        Assert.IsTrue(allclose(model.Pass(images, default).Reconstruction, model.Decode(codes), 1e-3, 1e-4));
        CollectionAssert.AreEqual(codes.data<long>().ToArray(), model.Pass(images, default).Codes.contiguous().data<long>().ToArray());
    }

    [TestMethod]
    public void A_discriminator_takes_images_of_one_channel_too()
    {
        using DisposeScope scope = NewDisposeScope();
        var options = (VqGanOptions)SmallTokenizers.Options("vqgan", ImageContent.Gray);
        options.Adversarial = new AdversarialLossOptions { Layers = 1, Channels = 8 };
        using var model = (VqGan)options.Create(CPU);
        using ITokenizerObjective objective = model.CreateObjective();
        Tensor images = SmallTokenizers.Images(3, ImageContent.Gray);
        model.train();
        objective.Loss(images, s_first).Total.backward();
        objective.CriticLoss(images, s_first)!.backward();
        Assert.IsTrue(objective.Critic!.parameters().All(parameter => parameter.grad is not null));
        Assert.IsInstanceOfType<AdversarialObjective>(objective);
    }

    [TestMethod]
    public void Segmentations_are_trained_validated_and_told_by_the_share_of_right_pixels()
    {
        var options = (VqGanOptions)SmallTokenizers.Options("vqgan", ImageContent.Segmentation);
        (options.Epochs, options.BatchSize, options.WarmupSteps, options.ValidationFraction, options.FlipProbability) = (3, 4, 1, 0.25, 0.5);
        var store = new PixelStore(SmallTokenizers.Side, SmallTokenizers.Side, 1 << 20, options.Pixels);
        using (NewDisposeScope())
        {
            foreach (byte[] map in options.Pixels.ToBytes(SmallTokenizers.Images(12, ImageContent.Segmentation)).Chunk(store.ImageBytes))
                store.Add(map);
        }
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        using var model = (ITrainableTokenizer)options.Create(CPU);
        TokenizerTraining.Fit(model, store, options);
        Assert.IsTrue(reports.All(report => report.Psnr is null && report.PixelAccuracy is > 0 and <= 1));
        Assert.IsTrue(reports.Where(report => report.EndOfEpoch).All(report => report.Validation is > 0 and <= 1));
    }

    [TestMethod]
    public void Pixels_of_another_content_are_refused()
    {
        var options = (VqGanOptions)SmallTokenizers.Options("vqgan", ImageContent.Gray);
        var colours = new PixelStore(SmallTokenizers.Side, SmallTokenizers.Side, 1 << 20);
        colours.Add(new byte[colours.ImageBytes]);
        using var model = (ITrainableTokenizer)options.Create(CPU);
        Assert.Contains("Content of the tokenizer is Gray", Assert.ThrowsExactly<ArgumentException>(() => TokenizerTraining.Fit(model, colours, options)).Message);
    }

    [TestMethod]
    public void Segmentations_learn_by_the_cross_entropy_of_each_class()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = (VqGan)SmallTokenizers.Options("vqgan", ImageContent.Segmentation).Create(CPU);
        using ITokenizerObjective objective = model.CreateObjective();
        Tensor images = SmallTokenizers.Images(3, ImageContent.Segmentation);
        TokenizerLoss loss = objective.Loss(images, default);
        using IDisposable noGrad = no_grad();
        TokenizerPass pass = model.Pass(images, default);
        Tensor logits = pass.Reconstruction;
        // -t log s(x) - (1 - t) log (1 - s(x)), the mean over all channels and pixels.
        Tensor entropy = images.mul(nn.functional.softplus(logits.neg())).add(ones_like(images).sub(images).mul(nn.functional.softplus(logits))).mean();
        Assert.AreEqual(entropy.item<float>() + pass.QuantizationLoss.item<float>(), loss.Total.item<float>(), 1e-4f);
        Assert.IsNull(loss.SquaredError);
        Assert.IsNull(objective.Critic);
        Assert.AreEqual(images.argmax(1).eq(logits.argmax(1)).to(ScalarType.Float32).mean().item<float>(), loss.RightPixels!.item<float>(), 1e-6f);
    }
}
