using System.Buffers.Binary;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Tests.HierQuantize;

[TestClass]
public sealed class BadImagesTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static HierQuantizeTransformer s_model = null!;

    [ClassInitialize]
    public static void Train(TestContext _) => s_model = TinyModels.Quantize(s_ml, options => options.Tokenizer.Epochs = 1).Fit(TinyImages.Encoded(s_ml, 8));

    [ClassCleanup]
    public static void Free() => s_model.Dispose();

    public static IEnumerable<object[]> Bad =>
    [
        ["truncated", TinyImages.Png(0)[..^20]],
        ["not an image", "just some text"u8.ToArray()],
        ["is empty", Array.Empty<byte>()],
        ["pixels by its header", Huge()],
    ];

    [TestMethod]
    [DynamicData(nameof(Bad))]
    public void EndsWithRowColumnAndReason(string reason, byte[] bytes)
    {
        IDataView data = With(bytes);
        var failure = Assert.Throws<InvalidOperationException>(() => Rows.Read(s_model.Transform(data), "Codes"));
        StringAssert.Contains(failure.Message, "Row 5, column 'Image'");
        StringAssert.Contains(failure.Message, reason);
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => TinyModels.Quantize(s_ml).Fit(data)).Message, "Row 5, column 'Image'");
        Assert.HasCount(5, Rows.Read(s_ml.Data.TakeRows(s_model.Transform(data), 5), "Codes"));
    }

    [TestMethod]
    [DynamicData(nameof(Bad))]
    public void IsSkippedAndCountedWhereTheOptionsSaySo(string reason, byte[] bytes)
    {
        var ml = new MLContext(seed: 1);
        var warnings = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning && e.RawMessage.Contains("images of column", StringComparison.Ordinal))
                warnings.Add(e.RawMessage);
        };
        IDataView data = With(bytes);
        HierQuantizeTransformer skipping = TinyModels.Quantize(ml, options => (options.BadImages, options.FittedTokenizer, options.LatentsColumnName) = (BadImages.Skip, s_model.Tokenizer, "Latents")).Fit(data);
        List<uint[]> codes = Rows.Vectors<uint>(skipping.Transform(data), "Codes");
        Assert.HasCount(9, codes);
        for (int i = 0; i < codes.Count; i++)
            Assert.AreEqual(i == 5, codes[i].All(key => key == 0), $"row {i}");
        Assert.HasCount(1, warnings);
        StringAssert.Contains(warnings[0], "1 images of column 'Image'");
        StringAssert.Contains(warnings[0], reason);
        Assert.IsTrue(Rows.Vectors<float>(skipping.Transform(data), "Latents")[5].All(float.IsNaN));
        List<uint[]> good = Rows.Vectors<uint>(s_model.Transform(TinyImages.Encoded(s_ml, 5)), "Codes");
        for (int i = 0; i < good.Count; i++)
            CollectionAssert.AreEqual(good[i], codes[i]);
        using HierQuantizeTransformer trained = TinyModels.Quantize(ml, options => options.BadImages = BadImages.Skip).Fit(data);
        Assert.IsTrue(trained.Tokenizer.Layout.Equals(s_model.Layout));
        Assert.IsTrue(warnings.TrueForAll(text => text.StartsWith("1 images", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void AMissingFileOrFolderIsNamed()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        IDataView paths = TinyImages.Paths(s_ml, folder, 3);
        HierQuantizeTransformer byPath = TinyModels.Quantize(s_ml, options => (options.ImageFolder, options.FittedTokenizer) = (folder, s_model.Tokenizer)).Fit(paths);
        File.Delete(Path.Combine(folder, "1.png"));
        var failure = Assert.Throws<InvalidOperationException>(() => Rows.Read(byPath.Transform(paths), "Codes"));
        StringAssert.Contains(failure.Message, "Row 1, column 'Image'");
        StringAssert.Contains(failure.Message, "1.png");
        HierQuantizeTransformer nowhere = TinyModels.Quantize(s_ml, options => (options.ImageFolder, options.FittedTokenizer) = (Path.Combine(folder, "nowhere"), s_model.Tokenizer)).Fit(paths);
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => Rows.Read(nowhere.Transform(paths), "Codes")).Message, "nowhere");
        HierQuantizeTransformer skipping = TinyModels.Quantize(s_ml, options => (options.ImageFolder, options.FittedTokenizer, options.BadImages) = (folder, s_model.Tokenizer, BadImages.Skip)).Fit(paths);
        Assert.AreEqual(1, Rows.Vectors<uint>(skipping.Transform(paths), "Codes").Count(row => row[0] == 0));
    }

    [TestMethod]
    public void WhatLoadImagesCannotLoadIsSkippedToo()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        TinyImages.Paths(s_ml, folder, 4);
        File.WriteAllText(Path.Combine(folder, "2.png"), "no image");
        IDataView data = s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new { ImagePath = $"{i}.png" }).ToArray());
        foreach (BadImages policy in Enum.GetValues<BadImages>())
        {
            EstimatorChain<HierQuantizeTransformer> pipeline = s_ml.Transforms.LoadImages("Image", folder, "ImagePath")
                .Append(TinyModels.Quantize(s_ml, options => (options.BadImages, options.FittedTokenizer) = (policy, s_model.Tokenizer)));
            IDataView scored = pipeline.Fit(data).Transform(data);
            if (policy == BadImages.Skip)
                Assert.AreEqual(1, Rows.Vectors<uint>(scored, "Codes").Count(row => row[0] == 0));
            else
                StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => Rows.Read(scored, "Codes")).Message, "Row 2, column 'Image'");
        }
    }

    private static IDataView With(byte[] bad) => s_ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, 9).Select(i => new TinyImages.EncodedRow { Number = i, Image = i == 5 ? bad : TinyImages.Png(i) }).ToArray());

    // A PNG whose header promises 100,000 x 100,000 pixels.
    private static byte[] Huge()
    {
        byte[] png = TinyImages.Png(0);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = ~0u;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
