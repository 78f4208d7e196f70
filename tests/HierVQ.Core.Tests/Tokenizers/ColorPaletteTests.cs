using System.Text.Json;
using HierVQ.Images;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers;

[TestClass]
public sealed class ColorPaletteTests
{
    private const int Side = 8;

    private static readonly byte[][] Four = [[255, 0, 0], [0, 128, 255], [10, 20, 30], [250, 250, 250]];

    [TestMethod]
    public void A_few_colours_are_found_exactly()
    {
        using DisposeScope scope = NewDisposeScope();
        ColorPaletteOptions options = Options(codes: 4);
        using ITokenizer palette = Fit(options, Stripes(6));
        Tensor images = Pixels(Stripes(6));
        Tensor codes = palette.Encode(images);
        Assert.AreEqual("8x8 of 4", palette.Layout.ToString());
        CollectionAssert.AreEqual((long[])[6, 64], codes.shape);
        // Means of equal colours, summed in single precision.
        Assert.IsTrue(allclose(palette.Decode(codes), images, 1e-5, 1e-5));
        CollectionAssert.AreEqual(ImageBatch.ToBytes(images), ImageBatch.ToBytes(palette.Decode(codes)));
        Assert.IsTrue(palette.Decode(codes).permute(0, 2, 3, 1).reshape(-1, 3).eq(palette.Codebook(0).index_select(0, codes.flatten())).all().item<bool>());
    }

    [TestMethod]
    public void More_colours_than_there_are_leave_the_rest_unused()
    {
        using DisposeScope scope = NewDisposeScope();
        ColorPaletteOptions options = Options(codes: 16);
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        using ITokenizer palette = Fit(options, Stripes(6));
        Tensor images = Pixels(Stripes(6));
        Assert.IsTrue(allclose(palette.Decode(palette.Encode(images)), images, 1e-5, 1e-5));
        Assert.AreEqual(0.25, reports[^1].CodesInUse.Single());
        Assert.IsGreaterThan(90, reports[^1].Psnr!.Value);
    }

    [TestMethod]
    public void Passes_never_make_it_worse_and_end_when_nothing_changes()
    {
        ColorPaletteOptions options = Options(codes: 12);
        options.Epochs = 1000;
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        using ITokenizer palette = Fit(options, Noise(10));
        Assert.IsGreaterThan(2, reports.Count);
        Assert.IsLessThan(1000, reports.Count);
        for (int i = 1; i < reports.Count; i++)
            Assert.IsLessThanOrEqualTo(reports[i - 1].Loss * 1.000001, reports[i].Loss);
        Assert.AreEqual(1, reports[^1].CodesInUse.Single());
        // Without a better place for any colour: each is the mean of its pixels.
        using DisposeScope scope = NewDisposeScope();
        Tensor points = Pixels(Noise(10)).permute(0, 2, 3, 1).reshape(-1, 3), codes = palette.Encode(Pixels(Noise(10))).flatten();
        for (int k = 0; k < 12; k++)
            Assert.IsTrue(allclose(points.index_select(0, codes.eq(k).nonzero().flatten()).mean([0]), palette.Codebook(0)[k], 1e-4, 1e-4), $"colour {k}");
    }

    [TestMethod]
    public void The_seed_alone_decides()
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] before = get_rng_state().bytes.ToArray();
        ColorPaletteOptions options = Options(codes: 12);
        options.SamplePixels = 100;
        options.Epochs = 3;
        using ITokenizer one = Fit(options, Noise(10)), same = Fit(options, Noise(10));
        options.Seed = 2;
        using ITokenizer other = Fit(options, Noise(10));
        Assert.AreEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(same.Module));
        Assert.AreNotEqual(ModelWeights.Hash(one.Module), ModelWeights.Hash(other.Module));
        CollectionAssert.AreEqual(before, get_rng_state().bytes.ToArray());
    }

    [TestMethod]
    public void Squares_of_pixels_may_share_a_code()
    {
        using DisposeScope scope = NewDisposeScope();
        ColorPaletteOptions options = Options(codes: 16);
        options.PoolingFactor = 4;
        using ITokenizer palette = Fit(options, Noise(10));
        Assert.AreEqual("2x2 of 16", palette.Layout.ToString());
        Tensor images = Pixels(Noise(10)), decoded = palette.Decode(palette.Encode(images));
        CollectionAssert.AreEqual(images.shape, decoded.shape);
        Assert.IsTrue(decoded.narrow(2, 0, 1).narrow(3, 0, 1).eq(decoded.narrow(2, 3, 1).narrow(3, 3, 1)).all().item<bool>());
        Tensor latents = palette.EncodeLatents(images);
        CollectionAssert.AreEqual((long[])[10, 12], latents.shape);
        Assert.AreEqual(images[0, 1].narrow(0, 0, 4).narrow(1, 4, 4).mean().item<float>(), latents[0, 4].item<float>(), 1e-5f);
    }

    [TestMethod]
    public void Soft_codes_are_largest_at_the_code_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer palette = Fit(Options(codes: 12), Noise(4));
        Tensor images = Pixels(Noise(4)), soft = palette.SoftCodes(palette.EncodeLatents(images), 0.1).Single();
        CollectionAssert.AreEqual((long[])[4, 64, 12], soft.shape);
        Assert.IsTrue(soft.argmax(2).eq(palette.Encode(images)).all().item<bool>());
        Assert.IsTrue(allclose(soft.sum(2), ones(1), 1e-4, 1e-5));
    }

    [TestMethod]
    public void Cancelling_leaves_it_as_it_was()
    {
        using var source = new CancellationTokenSource();
        ColorPaletteOptions options = Options(codes: 12);
        options.CancellationToken = source.Token;
        options.MetricsCallback = _ => source.Cancel();
        using ITokenizer palette = options.Create(CPU);
        string before = ModelWeights.Hash(palette.Module);
        Assert.ThrowsExactly<OperationCanceledException>(() => TokenizerTraining.Fit(palette, Noise(10), options));
        Assert.AreEqual(before, ModelWeights.Hash(palette.Module));
    }

    [TestMethod]
    public void Held_out_images_are_measured_and_nothing_more()
    {
        ColorPaletteOptions options = Options(codes: 4);
        options.ValidationFraction = 0.5;
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        // Each image has a colour of its own, so that those held out lack theirs.
        using ITokenizer palette = Fit(options, Store(6, (image, _) => [(byte)(40 * image), 0, (byte)(255 - 40 * image)]));
        Assert.IsGreaterThan(90, reports[^1].Psnr!.Value);
        Assert.IsLessThan(30, reports[^1].Validation!.Value);
    }

    [TestMethod]
    public void Weights_to_start_from_are_refused()
    {
        ColorPaletteOptions options = Options(codes: 4);
        options.PretrainedWeights = typeof(ColorPaletteTests).Assembly.Location;
        using ITokenizer palette = options.Create(CPU);
        Assert.AreEqual("PretrainedWeights", Assert.ThrowsExactly<ArgumentException>(() => TokenizerTraining.Fit(palette, Stripes(2), options)).ParamName);
    }

    [TestMethod]
    public void Time_ends_it_early()
    {
        ColorPaletteOptions options = Options(codes: 12);
        options.TimeLimit = TimeSpan.FromTicks(1);
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        using ITokenizer palette = Fit(options, Noise(10));
        Assert.HasCount(1, reports);
        Assert.AreEqual(TimeSpan.Zero, reports[0].Remaining);
    }

    [TestMethod]
    public void Nothing_leaks()
    {
        PixelStore noise = Noise(10);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (ITokenizer palette = Options(codes: 12).Create(CPU))
        {
            long made = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            TokenizerTraining.Fit(palette, noise, palette.Options);
            using (Tensor images = Pixels(noise))
            using (Tensor codes = palette.Encode(images), decoded = palette.Decode(codes), latents = palette.EncodeLatents(images))
                palette.SoftCodes(latents, 1)[0].Dispose();
            Assert.AreEqual(made, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    [DataRow("""{"CodebookSize": 1}""", "CodebookSize", "at least 2")]
    [DataRow("""{"PoolingFactor": 0}""", "PoolingFactor", "at least 1")]
    [DataRow("""{"PoolingFactor": 5}""", "ImageSize", "30 would do")]
    [DataRow("""{"SamplePixels": 500}""", "SamplePixels", "at least 512")]
    public void An_option_out_of_range_is_refused_by_name_value_and_remedy(string json, string option, string remedy)
    {
        ColorPaletteOptions options = JsonSerializer.Deserialize<ColorPaletteOptions>(json)!;
        var refused = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        Assert.AreEqual(option, refused.ParamName);
        Assert.Contains(remedy, refused.Message);
    }

    private static ColorPaletteOptions Options(int codes) => new() { ImageSize = Side, CodebookSize = codes, Epochs = 20 };

    private static ITokenizer Fit(ColorPaletteOptions options, PixelStore images)
    {
        ITokenizer palette = options.Create(CPU);
        TokenizerTraining.Fit(palette, images, options);
        return palette;
    }

    private static PixelStore Stripes(int count) => Store(count, (image, pixel) => Four[(pixel + image) % 4]);

    private static PixelStore Noise(int count)
    {
        var random = new Random(5);
        return Store(count, (_, _) =>
        {
            byte[] color = new byte[3];
            random.NextBytes(color);
            return color;
        });
    }

    private static PixelStore Store(int count, Func<int, int, byte[]> color)
    {
        var store = new PixelStore(Side, Side, 1 << 20);
        for (int image = 0; image < count; image++)
            store.Add([.. Enumerable.Range(0, Side * Side).SelectMany(pixel => color(image, pixel))]);
        return store;
    }

    private static Tensor Pixels(PixelStore store)
    {
        byte[] bytes = new byte[store.Count * 3 * Side * Side];
        store.CopyBatch([.. Enumerable.Range(0, store.Count)], bytes);
        return ImageBatch.ToTensor(bytes, Side, Side);
    }
}
