using HierVQ.Codes;
using HierVQ.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = HierVQ.Layers.Embedding;
using LayerNorm = HierVQ.Layers.LayerNorm;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors.Hq;

/// <summary>
/// Makes the parts of an HQ-Transformer and registers them under the names of the published checkpoints: weights normal with deviation 0.02 and biases 0,
/// single vectors normal with deviation 1.
/// </summary>
/// <param name="network">Whose state dictionary the parts go to.</param>
/// <param name="options">Shape of the network.</param>
/// <param name="layout">Shape of the pyramids.</param>
/// <param name="init">Source of the weights.</param>
/// <param name="device">Where the network lives.</param>
internal sealed class HqBuilder(nn.Module network, HqTransformerOptions options, CodeLayout layout, Generator init, Device device)
{
    public const double Deviation = 0.02;

    /// <summary>Shape of the network.</summary>
    public HqTransformerOptions Options => options;

    /// <summary>Shape of the pyramids.</summary>
    public CodeLayout Layout => layout;

    /// <summary>Width d.</summary>
    public int Width => options.Width;

    /// <summary>Where the network lives.</summary>
    public Device Device => device;

    /// <summary>The slots of a local pyramid.</summary>
    public int Slots => LocalPyramids.FirstSlot(layout.Count);

    /// <summary>What a sequence begins with.</summary>
    public ISequenceStart Start(ConditionInput condition) => condition.Shape.Parts switch
    {
        [] or [{ Kind: ConditionKind.Class }] => new VectorStart(ClassStart("sos", condition)),
        [{ Kind: ConditionKind.Tokens } text] => new TextStart(this, text, condition.TableRows(text)),
        _ => throw new ArgumentException($"HQ-Transformer can be told one thing, a class or a text; it was to be told {condition.Shape}.", nameof(condition)),
    };

    /// <summary>How a local pyramid becomes one input vector.</summary>
    public IInputEmbedding Embedding() => options.Embedding switch
    {
        PyramidEmbedding.Addition => new AdditionEmbedding(this),
        PyramidEmbedding.WeightedSum => new WeightedSumEmbedding(this),
        PyramidEmbedding.Transformer => new TransformerEmbedding(this),
        _ => new BidirectionalEmbedding(new TransformerEmbedding(this)),
    };

    /// <summary>What the slots of the head read.</summary>
    public IPredictionHead Head(CodeTables tables) => options.Head switch
    {
        PredictionHead.Parallel => new ParallelHead(tables, HeadPositions.OfLevels(this), layout.Count),
        PredictionHead.Causal => new CausalHead(tables, HeadPositions.Together(this), layout.Count),
        PredictionHead.CausalAddition => new CausalAdditionHead(tables, HeadPositions.Together(this), layout.Count),
        _ => new BidirectionalHead(HeadPositions.OfLevels(this), layout.Count),
    };

    /// <summary>A table of vectors of width d.</summary>
    public Embedding Table(string name, int rows) => Registered(name, new Embedding(rows, Width, init, device, Deviation));

    /// <summary>Tables that are numbered from 0 under one name.</summary>
    public Embedding[] Tables(string name, params IEnumerable<int> rows)
    {
        Embedding[] tables = [.. rows.Select(count => new Embedding(count, Width, init, device, Deviation))];
        network.register_module(name, new Numbered<Embedding>(tables));
        return tables;
    }

    /// <summary>A table of the codes of each level, of width <paramref name="width"/>(level).</summary>
    public CodeTables CodeTables(string suffix, Func<int, int> width) => new(OfLevels("tok_emb", suffix,
        [.. layout.Select((level, i) => new Embedding(level.CodebookSize, width(i), init, device, Deviation))]));

    /// <summary>Vectors by themselves.</summary>
    public Parameter Vectors(string name, params long[] shape)
    {
        Parameter vectors = Initial.Normal(shape, 1, init, device);
        network.register_parameter(name, vectors);
        return vectors;
    }

    /// <summary>Transformer blocks in a row.</summary>
    public IReadOnlyList<TransformerBlock> Blocks(string name, int count) => Registered(name, new Numbered<TransformerBlock>(Enumerable.Range(0, count)
        .Select(_ => new TransformerBlock(Width, options.Heads, options.ApproximateGelu, Deviation, init, device))));

    /// <summary>A norm of vectors of width d.</summary>
    public LayerNorm Norm(string name) => Registered(name, new LayerNorm(Width, device));

    /// <summary>What makes logits of vectors.</summary>
    public Linear Output(string name, int count) => Registered(name, NewOutput(count));

    /// <summary>A norm a level.</summary>
    public IReadOnlyList<LayerNorm> Norms() => OfLevels("ln", "", [.. layout.Select(_ => new LayerNorm(Width, device))]);

    /// <summary>What makes logits of vectors, for each level.</summary>
    public IReadOnlyList<Linear> Outputs() => OfLevels("head", "", [.. layout.Select(level => NewOutput(level.CodebookSize))]);

    /// <summary>Vectors of the positions of top codes.</summary>
    public PositionTable Positions()
    {
        var positions = new PositionTable(options.Positions, layout[0], options.ContextLength, Width, Deviation, init, device);
        positions.Register("pos_emb_top", network);
        return positions;
    }

    private ClassStart ClassStart(string name, ConditionInput condition)
    {
        var start = new ClassStart(condition, Width, Deviation, init, device);
        start.Register(name, network);
        return start;
    }

    private Linear NewOutput(int count) => new(Width, count, init, device, hasBias: false, Deviation);

    // Checkpoints of two levels call them top and bot, those of more number them.
    private T[] OfLevels<T>(string stem, string suffix, T[] modules) where T : nn.Module
    {
        if (modules.Length > 2)
        {
            network.register_module($"{stem}{suffix}_levels", new Numbered<T>(modules));
            return modules;
        }
        network.register_module($"{stem}_top{suffix}", modules[0]);
        network.register_module($"{stem}_bot{suffix}", modules[1]);
        return modules;
    }

    private T Registered<T>(string name, T module) where T : nn.Module
    {
        network.register_module(name, module);
        return module;
    }
}
