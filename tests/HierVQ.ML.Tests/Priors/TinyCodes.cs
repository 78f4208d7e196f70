using System.Collections.Concurrent;
using HierVQ.Tests.Pipelines;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Priors;

/// <summary>Codes of the tiny images with everything that can condition a prior, by each kind of tokenizer, made once.</summary>
internal static class TinyCodes
{
    public static readonly MLContext ML = new(seed: 1);

    private static readonly ConcurrentDictionary<string, Lazy<HierQuantizeTransformer>> s_tokenizers = new();

    private static readonly Lazy<HierQuantizeTransformer> s_other = new(() =>
    {
        TokenizerOptions tokenizer = TinyTokenizers.ByKind["vqgan"]();
        tokenizer.Seed = 5;
        return ML.Transforms.HierQuantize(new HierQuantizeOptions { OutputColumnName = "OtherCodes", InputColumnName = "Other", Tokenizer = tokenizer, BadImages = BadImages.Skip }).Fit(Images(12));
    });

    /// <summary>The tokenizer of a kind, which makes <c>Codes</c> and <c>Latents</c> of <c>Image</c>.</summary>
    public static HierQuantizeTransformer Tokenizer(string kind) => s_tokenizers.GetOrAdd(kind, _ => new Lazy<HierQuantizeTransformer>(() => Estimator(kind).Fit(Images(12)))).Value;

    /// <summary>The tokenizer of the condition images, which makes <c>OtherCodes</c> of <c>Other</c>.</summary>
    public static HierQuantizeTransformer Other => s_other.Value;

    public static HierQuantizeEstimator Estimator(string kind, Action<TokenizerOptions>? change = null)
    {
        TokenizerOptions options = TinyTokenizers.ByKind[kind]();
        change?.Invoke(options);
        return ML.Transforms.HierQuantize(new HierQuantizeOptions { Tokenizer = options, LatentsColumnName = "Latents", BadImages = BadImages.Skip, BatchSize = 4 });
    }

    public static IDataView Of(string kind, int count, int first = 0) => Other.Transform(Tokenizer(kind).Transform(Images(count, first)));

    /// <summary>Rows whose codes are all missing: their images cannot be read.</summary>
    public static IDataView Missing(string kind, int count) => Other.Transform(Tokenizer(kind).Transform(ML.Data.LoadFromEnumerable(Rows(count, 0).Select(row =>
    {
        row.Image = [1, 2, 3];
        return row;
    }).ToArray())));

    public static IDataView Images(int count, int first = 0) => ML.Data.LoadFromEnumerable(Rows(count, first));

    public static Row[] Rows(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(i => new Row
    {
        Number = i,
        Label = TinyImages.Label(i),
        Image = TinyImages.Png(i),
        Other = TinyImages.Png(i + 1),
        Tokens = [.. Enumerable.Range(0, 4).Select(at => (uint)((i + at) % 9) + 1)],
        Numbers = [.. Enumerable.Range(0, 4).Select(at => (i + at) % 9)],
    })];

    public sealed class Row
    {
        public int Number { get; set; }
        public string Label { get; set; } = "";
        public byte[] Image { get; set; } = [];
        public byte[] Other { get; set; } = [];
        [VectorType(4), KeyType(9)]
        public uint[] Tokens { get; set; } = [];
        [VectorType(4)]
        public int[] Numbers { get; set; } = [];
    }
}
