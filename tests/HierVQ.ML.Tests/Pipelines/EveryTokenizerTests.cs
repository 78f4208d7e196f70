using System.Reflection;
using System.Text.Json.Serialization;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Pipelines;

/// <summary>Every kind of tokenizer goes through ML.NET, whatever is added to the list of kinds.</summary>
[TestClass]
public sealed class EveryTokenizerTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Kinds => typeof(TokenizerOptions).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .Select(kind => (object[])[kind.TypeDiscriminator!, kind.DerivedType]);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_tokenizer_is_fitted_saved_loaded_and_gives_the_same_codes_and_images(string kind, Type type)
    {
        TokenizerOptions options = Options(kind);
        Assert.AreEqual(type, options.GetType(), $"TinyTokenizers has other options under {kind}.");
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        string whole = Path.Combine(folder, "whole.zip"), decoder = Path.Combine(folder, "decoder.zip");
        try
        {
            IDataView images = TinyImages.Encoded(_ml, 9);
            var quantize = _ml.Transforms.HierQuantize("Codes", "Image", options);
            TransformerChain<HierDequantizeTransformer> model = quantize.Append(_ml.Transforms.HierDequantize()).Fit(images);
            List<string> codes = Rows.Read(model.Transform(images), "Codes"), pictures = Rows.Read(model.Transform(images), "Reconstructed");
            Assert.IsGreaterThan(1, codes.Distinct().Count());

            _ml.Model.Save(model, images.Schema, whole);
            ITransformer loaded = new MLContext().Model.Load(whole, out _);
            CollectionAssert.AreEqual(codes, Rows.Read(loaded.Transform(images), "Codes"));
            CollectionAssert.AreEqual(pictures, Rows.Read(loaded.Transform(images), "Reconstructed"));
            (loaded as IDisposable)?.Dispose();

            // Codes alone are enough for the decoder's own zip.
            var tokenizer = ((HierQuantizeTransformer)model.First()).Tokenizer;
            IDataView column = _ml.Data.Cache(model.Transform(images), "Codes");
            _ml.Model.Save(_ml.Transforms.HierDequantize("Decoded", "Codes", tokenizer).Fit(column), column.Schema, decoder);
            ITransformer decodes = new MLContext().Model.Load(decoder, out _);
            CollectionAssert.AreEqual(pictures, Rows.Read(decodes.Transform(column), "Decoded"));
            (decodes as IDisposable)?.Dispose();
            model.Dispose();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Levels_and_depths_are_left_out_and_codes_are_counted(string kind, Type type)
    {
        IDataView images = TinyImages.Encoded(_ml, 9);
        using HierQuantizeTransformer model = _ml.Transforms.HierQuantize("Codes", "Image", Options(kind)).Fit(images);
        IDataView codes = model.Transform(images);
        int levels = model.Layout.Count, depths = model.Layout.Max(level => level.Depth);
        var coarse = _ml.Transforms.HierDequantize("Coarse", "Codes", levels: 1, depths: 1).Fit(codes);
        Assert.HasCount(9, Rows.Read(coarse.Transform(codes), "Coarse").Where(image => image != "none"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.HierDequantize(levels: levels + 1).Fit(codes));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.HierDequantize(depths: depths + 1).Fit(codes));

        IDataView decoded = _ml.Transforms.HierDequantize().Fit(codes).Transform(codes);
        ReconstructionMetrics metrics = _ml.HierVQ.EvaluateReconstruction(decoded, codesColumnName: "Codes");
        Assert.HasCount(model.Layout.Sum(level => level.Depth), metrics.Codebooks);
        foreach (CodebookUsage book in metrics.Codebooks)
        {
            Assert.IsTrue(book.Used > 0 && book.Used + book.Dead == book.Size, $"{type.Name}: {book}");
            Assert.IsTrue(book.Perplexity >= 1 && book.Perplexity <= book.Used + 1e-9, $"{type.Name}: {book}");
        }
    }

    private static TokenizerOptions Options(string kind)
    {
        Assert.IsTrue(TinyTokenizers.ByKind.TryGetValue(kind, out Func<TokenizerOptions>? options), $"The kind {kind} has no row in TinyTokenizers: add its smallest options.");
        return options();
    }
}
