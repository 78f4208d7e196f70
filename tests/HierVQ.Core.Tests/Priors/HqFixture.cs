using System.Text.Json;
using System.Text.RegularExpressions;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
using HierVQ.Serialization;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>A fixture of HQ-Transformer: its network, and what the reference calls the levels, which depends on whether there are two or more.</summary>
internal sealed class HqFixture : IDisposable
{
    private readonly string[] _levels;
    private readonly string _separator;

    private HqFixture(Fixture fixture)
    {
        Fixture = fixture;
        JsonElement config = fixture.Config;
        bool two = config.GetProperty("cls").GetString() == "iHQGPT";
        _levels = two ? ["top", "bottom"] : ["0", "1", "2"];
        _separator = two ? "_" : "";
        JsonElement shape = config.GetProperty("hparams");
        int Int(string option) => shape.GetProperty(option).GetInt32();
        string embedding = shape.GetProperty("embedding_type").GetString()!;
        Match blocks = Regex.Match(embedding, @"^(transformer|bidirectional)(\d+)$");
        var options = new HqTransformerOptions
        {
            Width = Int("embed_dim"),
            Layers = Int("n_layers"),
            Heads = Int("n_heads"),
            ContextLength = Int("ctx_len_img"),
            HeadLayers = HeadLayers(config.GetProperty("hparams_dec")),
            Head = Head(config.GetProperty(two ? "model_type" : "decoding_type").GetString()!),
            Embedding = embedding switch
            {
                "reduce" => PyramidEmbedding.Addition,
                "multiple" => PyramidEmbedding.WeightedSum,
                _ => blocks.Groups[1].Value == "transformer" ? PyramidEmbedding.Transformer : PyramidEmbedding.Bidirectional,
            },
            EmbeddingBlocks = blocks.Success ? int.Parse(blocks.Groups[2].Value) - 1 : 0,
            Positions = shape.GetProperty("position_embedding").GetString() == "2d" ? PositionEmbedding.TwoDimensional : PositionEmbedding.OneDimensional,
            ApproximateGelu = shape.GetProperty("gelu_use_approx").GetBoolean(),
            Dropout = shape.GetProperty("resid_pdrop").GetDouble(),
            AttentionDropout = shape.GetProperty("attn_pdrop").GetDouble(),
            EmbeddingDropout = shape.GetProperty("embd_pdrop").GetDouble(),
        };
        int[] codebooks = two ? [config.GetProperty("vocab_size_top").GetInt32(), config.GetProperty("vocab_size_bot").GetInt32()]
            : [.. config.GetProperty("vocab_sizes").EnumerateArray().Select(size => size.GetInt32())];
        JsonElement top = config.GetProperty("top");
        var layout = new CodeLayout(codebooks.Select((codes, level) => new CodeLevel(top[0].GetInt32() << level, top[1].GetInt32() << level, 1, codes)));
        ConditionShape condition = config.GetProperty("cond").GetString() switch
        {
            null => ConditionShape.None,
            "class" => ConditionShape.Class(Int("n_classes")),
            _ => ConditionShape.Tokens(config.GetProperty("vocab_size_txt").GetInt32(), Int("ctx_len_txt")),
        };
        using var init = new Generator(1);
        Prior = new HqTransformer(options, new PriorContext(layout, condition, CPU), init);
        var weights = new MemoryStream();
        SafeTensorsWriter.Write(weights, fixture.Names("param/").ToDictionary(name => "stage2." + name, name => fixture["param/" + name]));
        weights.Position = 0;
        PublishedPriorWeights.Load(Prior, weights, "fixture");
        Prior.eval();
        Codes = cat([.. Levels("in/code")], 1).DetachFromDisposeScope();
        Conditions = condition.Length == 0 ? null : fixture["in/labels"].view(-1, condition.Length).DetachFromDisposeScope();
    }

    public Fixture Fixture { get; }

    public HqTransformer Prior { get; }

    /// <summary>The codes of the batch, (N, total codes).</summary>
    public Tensor Codes { get; }

    /// <summary>The conditions of the batch, (N, length); null without.</summary>
    public Tensor? Conditions { get; }

    /// <summary>The same as entries of the network's tables, (N, length).</summary>
    public Tensor Entries => Conditions ?? zeros([Codes.size(0), 0], ScalarType.Int64);

    /// <summary>Soft labels, a level (N, codes, K).</summary>
    public Tensor[] SoftTargets => [.. Levels("in/soft").Select((soft, level) => soft.view(Codes.size(0), Prior.Layout[level].Count, -1))];

    /// <summary>Whether the reference's head reads other codes than it should, see <see cref="ReadCodes"/>.</summary>
    public bool IsMisread => Prior.Layout.Count == 3 && ((HqTransformerOptions)Prior.Options).Head == PredictionHead.Causal;

    /// <summary>
    /// The codes of the levels as the reference's head reads them, (4^level, T, N). Its causal head of three levels takes the columns of the middle
    /// level apart in the wrong order, and so tells a local pyramid, of every other position, middle codes that are its neighbour's; ours does not.
    /// </summary>
    public Tensor[] ReadCodes
    {
        get
        {
            CodeLayout layout = Prior.Layout;
            Tensor[] codes = new LocalPyramids(layout).Split(Codes);
            if (IsMisread)
            {
                codes[1] = Codes.narrow(1, layout.Offset(1), layout[1].Count).reshape(-1, layout[0].Height, 2, 2, layout[0].Width)
                    .permute(2, 3, 1, 4, 0).reshape(codes[1].shape);
            }
            return codes;
        }
    }

    public static HqFixture Load(string name) => new(Fixture.Load(name));

    /// <summary>The name of a level's tensor.</summary>
    public string Of(string stem, int level) => stem + _separator + _levels[level];

    /// <summary>The tensors of the levels.</summary>
    public IEnumerable<Tensor> Levels(string stem) => _levels.Select((_, level) => Fixture[Of(stem, level)]);

    public void Dispose()
    {
        Prior.Dispose();
        Codes.Dispose();
        Conditions?.Dispose();
        Fixture.Dispose();
    }

    private static PredictionHead Head(string type) => type switch
    {
        _ when type.StartsWith("parallel", StringComparison.Ordinal) => PredictionHead.Parallel,
        _ when type.StartsWith("bidirectional", StringComparison.Ordinal) => PredictionHead.Bidirectional,
        _ when type.EndsWith("-add", StringComparison.Ordinal) => PredictionHead.CausalAddition,
        _ => PredictionHead.Causal,
    };

    private static int HeadLayers(JsonElement head) => head.ValueKind switch
    {
        JsonValueKind.Object => head.GetProperty("n_layers").GetInt32(),
        JsonValueKind.String => int.Parse(Regex.Match(head.GetString()!, @"n_layers=(\d+)").Groups[1].Value),
        _ => 4,
    };
}
