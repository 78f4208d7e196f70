using System.IO.Compression;
using System.Text;
using System.Text.Json;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace HierVQ.Tests.Bridge;

[TestClass]
public sealed class ModelZipTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static byte[] s_zip = null!;

    [ClassInitialize]
    public static void Train(TestContext _)
    {
        IDataView data = TinyImages.Encoded(s_ml, 8);
        using TransformerChain<HierDequantizeTransformer> model = TinyModels.Quantize(s_ml, options => options.Tokenizer.Epochs = 1).Append(s_ml.Transforms.HierDequantize()).Fit(data);
        s_zip = Conformance.Save(s_ml, model, data.Schema);
    }

    [TestMethod]
    public void HoldsReadableOptionsAndEachWeightOnce()
    {
        using var archive = new ZipArchive(new MemoryStream(s_zip));
        string[] names = [.. archive.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("TransformerChain/Transform", StringComparison.Ordinal))];
        CollectionAssert.AreEqual((string[])
        [
            "TransformerChain/Transform_000/options.json", "TransformerChain/Transform_000/weights.safetensors", "TransformerChain/Transform_000/Model.key",
            "TransformerChain/Transform_001/options.json", "TransformerChain/Transform_001/Model.key",
        ], names);
        byte[] json = Conformance.Content(archive.GetEntry(names[0])!);
        using JsonDocument options = JsonDocument.Parse(json);
        Assert.AreEqual(1, options.RootElement.GetProperty("format").GetInt32());
        Assert.AreEqual("hqvae", options.RootElement.GetProperty("tokenizer").GetProperty("kind").GetString());
        Assert.AreEqual("Codes", options.RootElement.GetProperty("outputColumnName").GetString());
        StringAssert.StartsWith(Encoding.UTF8.GetString(json), "{\n  \"format\": 1,\n");
        byte[] key = Conformance.Content(archive.GetEntry(names[2])!);
        Assert.AreEqual("HVQQUANT", Encoding.Latin1.GetString(key, 0x40, 8));
        Assert.AreEqual("HierQuantize", Encoding.Latin1.GetString(key, 0x50, 24).TrimEnd('\0'));
        StringAssert.Contains(Encoding.Unicode.GetString(key), "HierVQ.Transforms");
        Assert.IsFalse(Encoding.Unicode.GetString(key).Contains("Version=", StringComparison.Ordinal));
    }

    [TestMethod]
    public void AnythingDamagedIsNamedAndNothingLeaks()
    {
        (string Entry, Func<byte[], byte[]?> Damage, string Message)[] cases =
        [
            ("000/options.json", _ => null, "Transform_000/options.json"),
            ("000/options.json", bytes => bytes[..^10], "Transform_000/options.json"),
            ("000/options.json", _ => "[]"u8.ToArray(), "Transform_000/options.json"),
            ("000/options.json", _ => "{}"u8.ToArray(), "states no format"),
            ("000/options.json", bytes => Replace(bytes, "\"batchSize\": 4", "\"batchSize\": 0"), "BatchSize is 0"),
            ("000/options.json", bytes => Replace(bytes, "\"imageSize\": 8", "\"imageSize\": 9"), "ImageSize is 9"),
            ("000/options.json", bytes => Replace(bytes, "\"hqvae\"", "\"System.Object\""), "Transform_000/options.json"),
            ("000/options.json", bytes => Replace(bytes, "\"fit\"", "\"fitt\""), "fitt"),
            ("000/options.json", bytes => Replace(bytes, "\"format\": 1", "\"format\": 2"), "newer"),
            ("000/options.json", bytes => Replace(bytes, "\"embeddingSize\": 4", "\"embeddingSize\": 8"), "Transform_000/weights.safetensors"),
            ("000/weights.safetensors", _ => null, "Transform_000/weights.safetensors"),
            ("000/weights.safetensors", bytes => bytes[..^1], "Transform_000/weights.safetensors"),
            ("000/weights.safetensors", bytes => bytes[..4], "Transform_000/weights.safetensors"),
            ("000/weights.safetensors", bytes => [.. bytes, 0], "Transform_000/weights.safetensors"),
            ("000/weights.safetensors", _ => [], "Transform_000/weights.safetensors"),
            ("000/weights.safetensors", bytes => [255, 255, 255, 255, 255, 255, 255, 127, .. bytes[8..]], "Transform_000/weights.safetensors"),
            ("001/options.json", bytes => bytes[..^3], "Transform_001/options.json"),
            ("001/options.json", _ => "{\"format\": 1}"u8.ToArray(), "Transform_001/options.json"),
        ];
        ((IDisposable)Conformance.Load(s_ml, s_zip)).Dispose();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        foreach ((string entry, Func<byte[], byte[]?> damage, string message) in cases)
        {
            byte[] zip = Conformance.Change(s_zip, entry, damage);
            string problem = Problem(zip);
            StringAssert.Contains(problem, message);
            StringAssert.Contains(problem, $"TransformerChain/Transform_{entry[..3]}/");
            // Of a chain, ML.NET drops what it had loaded before the damaged part, and leaves that to the garbage collector.
            if (entry.StartsWith("000", StringComparison.Ordinal))
                Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount, entry);
        }
    }

    [TestMethod]
    public void AZipCutShortIsNoModel()
    {
        foreach (int length in (int[])[0, 10, s_zip.Length / 2, s_zip.Length - 1])
            Assert.Throws<Exception>(() => Conformance.Load(s_ml, s_zip[..length]));
    }

    [TestMethod]
    public void LoadingManyTimesLeaksNothing()
    {
        IDataView data = TinyImages.Encoded(s_ml, 5);
        long after = 0;
        for (int i = 0; i < 4; i++)
        {
            ITransformer model = Conformance.Load(s_ml, s_zip);
            Rows.Read(model.Transform(data), "Codes", "Reconstructed");
            ((IDisposable)model).Dispose();
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (i > 0)
                Assert.AreEqual(after, live);
            after = live;
        }
    }

    [TestMethod]
    public void OptionsSurviveTheWayThroughJson()
    {
        var options = new HierQuantizeOptions { Background = new Images.RgbColor(1, 2, 3), Fit = Images.ImageFit.Pad, PixelMinimum = -1, PixelMaximum = 1, Tokenizer = new HqVaeOptions { CodebookSize = new[] { 8, 16 } } };
        var copy = ModelZip.Deserialize<HierQuantizeOptions>(ModelZip.Serialize(options), "options.json");
        Assert.AreEqual(Encoding.UTF8.GetString(ModelZip.Serialize(options)), Encoding.UTF8.GetString(ModelZip.Serialize(copy)));
        Assert.AreEqual(new Images.RgbColor(1, 2, 3), copy.Background);
        Assert.AreEqual(16, ((HqVaeOptions)copy.Tokenizer).CodebookSize[1]);
    }

    private static byte[] Replace(byte[] json, string old, string with)
    {
        string text = Encoding.UTF8.GetString(json);
        Assert.IsTrue(text.Contains(old, StringComparison.Ordinal), $"{old} is not in {text}");
        return Encoding.UTF8.GetBytes(text.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>What the component says of the zip: ML.NET wraps it when it loads.</summary>
    private static string Problem(byte[] zip)
    {
        for (Exception? cause = Assert.Throws<Exception>(() => Conformance.Load(s_ml, zip)); cause is not null; cause = cause.InnerException)
        {
            if (cause is FormatException && cause.Message.Contains("Transform_00", StringComparison.Ordinal) && cause.Message.Contains(".json", StringComparison.Ordinal) | cause.Message.Contains(".safetensors", StringComparison.Ordinal))
                return cause.Message;
        }
        return "";
    }
}
