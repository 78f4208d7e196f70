using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests;

/// <summary>Codes of the tiny images, made once, and rows of codes as users have them in their own classes.</summary>
internal static class Codes
{
    public static readonly MLContext ML = new(seed: 1);

    private static readonly Lazy<HierQuantizeTransformer> s_tokenizer = new(() =>
        TinyModels.Quantize(ML, options => (options.LatentsColumnName, options.BadImages) = ("Latents", BadImages.Skip)).Fit(TinyImages.Encoded(ML, 12)));

    public static HierQuantizeTransformer Tokenizer => s_tokenizer.Value;

    public static IDataView Of(int count, int first = 0) => Tokenizer.Transform(TinyImages.Encoded(ML, count, first));

    /// <summary>Rows whose codes are all missing: their images cannot be read.</summary>
    public static IDataView Missing(int count) => Tokenizer.Transform(ML.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new TinyImages.EncodedRow { Number = i, Label = TinyImages.Label(i), Image = [1, 2, 3] }).ToArray()));

    /// <summary>The codes of the first images, with what comes after the first <paramref name="kept"/> codes made into holes.</summary>
    public static IDataView WithHoles(int count, int kept, IDataView? codes = null) => ML.Data.LoadFromEnumerable(Rows.Vectors<uint>(codes ?? Of(count), "Codes").Select((row, i) => new Row
    {
        Codes = [.. row.Select((key, at) => at < kept ? key : 0)],
        Label = TinyImages.Label(i),
        Seed = (ulong)(100 + i),
        Number = i,
    }).ToArray());

    public sealed class Row
    {
        [VectorType(20), KeyType(16)]
        public uint[] Codes { get; set; } = [];
        public string Label { get; set; } = "";
        public ulong Seed { get; set; }
        public int Number { get; set; }
    }
}
