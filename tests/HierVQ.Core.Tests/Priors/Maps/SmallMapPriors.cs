using HierVQ.Codes;
using HierVQ.Priors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Maps;

/// <summary>Small priors over one map of codes, of every kind and told of everything that there is, for tests.</summary>
internal static class SmallMapPriors
{
    /// <summary>4 x 6 codes of 7.</summary>
    public static CodeLayout Layout { get; } = new(new CodeLevel(4, 6, 1, 7));

    /// <summary>Two levels above it, one of them of its own size.</summary>
    public static CodeLayout Above { get; } = new(new CodeLevel(2, 3, 1, 5), new CodeLevel(4, 6, 1, 4));

    /// <summary>Codes of another image: coarser, several at a position, and finer.</summary>
    public static CodeLayout Other { get; } = new(new CodeLevel(2, 3, 2, 6), new CodeLevel(8, 12, 1, 3));

    public static IReadOnlyDictionary<string, ConditionShape> Conditions { get; } = new Dictionary<string, ConditionShape>
    {
        ["none"] = ConditionShape.None,
        ["class"] = ConditionShape.Class(3),
        ["above"] = ConditionShape.Above(Above),
        ["all"] = ConditionShape.Codes(Other).With(ConditionShape.Class(3)).With(ConditionShape.Above(Above)),
    };

    /// <summary>Every kind of network, with each condition.</summary>
    public static IEnumerable<object[]> All => from kind in (string[])["snail", "snail without attention", "pixelcnn"] from condition in Conditions.Keys select new object[] { kind, condition };

    /// <summary>Every kind of network, told of all that there is.</summary>
    public static IEnumerable<object[]> Kinds => All.Where(row => (string)row[1] == "all").Select(row => new[] { row[0] });

    public static MapPriorOptions Options(string kind) => kind switch
    {
        "pixelcnn" => new GatedPixelCnnOptions { Channels = 10, Layers = 3, OutputChannels = 13, ConditionBlocks = 1, ConditionChannels = 6 },
        _ => new PixelSnailOptions
        {
            Channels = 16,
            ResidualChannels = 11,
            Heads = 4,
            Blocks = 2,
            ResidualBlocks = 1,
            OutputBlocks = 1,
            KernelSize = 3,
            ConditionBlocks = 1,
            ConditionChannels = 6,
            Attention = kind == "snail",
        },
    };

    /// <summary>A prior in evaluation mode, with larger weights than training begins with, so that its distributions are far from even.</summary>
    public static MapPrior Make(string kind, string condition = "none", double dropout = 0.1, Action<MapPriorOptions>? change = null)
    {
        MapPriorOptions options = Options(kind);
        options.ConditionDropout = dropout;
        change?.Invoke(options);
        var prior = (MapPrior)options.Create(new PriorContext(Layout, Conditions[condition], CPU));
        using IDisposable noGrad = no_grad();
        foreach ((string name, Parameter parameter) in prior.named_parameters())
        {
            bool last = name.StartsWith("network.out.", StringComparison.Ordinal) || name.StartsWith("network.logits", StringComparison.Ordinal);
            if (name.EndsWith("weight_g", StringComparison.Ordinal) || name.EndsWith(".weight", StringComparison.Ordinal))
                parameter.mul_(last ? 6 : 1.7);
        }
        prior.eval();
        return prior;
    }

    /// <summary>Random codes, (rows, codes of a map).</summary>
    public static int[] Codes(int rows, int seed) => TinyPrior.CodeArray(Layout, rows, seed);

    /// <summary>Random conditions, one row after the other.</summary>
    public static int[] Told(ConditionShape shape, int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).SelectMany(_ => shape.Parts.SelectMany(part => part.Layout is null
            ? [random.Next(part.Vocabulary)]
            : part.Layout.SelectMany(level => Enumerable.Range(0, level.Count).Select(_ => random.Next(level.CodebookSize)))))];
    }

    public static Tensor Rows(int[] numbers, int rows) => tensor([.. numbers.Select(number => (long)number)], [rows, numbers.Length / rows]);
}
