using HierVQ.Codes;
using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Embedding = HierVQ.Layers.Embedding;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors.Raster;

/// <summary>The tables of a <see cref="RasterTransformer"/>, and its output layers.</summary>
internal sealed class RasterTables
{
    private const double Deviation = 0.02;

    /// <summary>What a sequence begins with, in order; at least one part.</summary>
    public required IReadOnlyList<RasterPrefix> Prefix { get; init; }

    /// <summary>Of each level the vectors of its codes.</summary>
    public required IReadOnlyList<Embedding> Codes { get; init; }

    /// <summary>The table of the codes' positions.</summary>
    public required Embedding Positions { get; init; }

    /// <summary>The row of the first code's position.</summary>
    public required int FirstPosition { get; init; }

    /// <summary>Of each level the output layer; it may have more outputs than the level has codes.</summary>
    public required IReadOnlyList<Linear> Heads { get; init; }

    /// <summary>Of each part of the prefix the output layer that predicts its tokens; none where nothing predicts them.</summary>
    public required IReadOnlyList<Linear> PrefixHeads { get; init; }

    /// <summary>One table of tokens, one of positions (which begins at zero, as published) and one output layer for all. Without a condition a sequence begins with token 0.</summary>
    public static RasterTables Shared(nn.Module module, RasterTransformerOptions options, CodeLayout layout, ConditionInput condition, Generator init, Device device)
    {
        int vocabulary = condition.Shape.Parts.Select(condition.TableRows).Append(layout.MaxCodebookSize).Max();
        if (options.Vocabulary > 0 && options.Vocabulary < vocabulary)
            throw new ArgumentException($"Vocabulary is {options.Vocabulary}, but codes and condition need {vocabulary} tokens; raise it, or set 0 for as many as are needed.", nameof(options));
        int before = Math.Max(1, condition.Shape.Length), read = before + layout.TotalCodes - 1;
        var tokens = new Embedding(Math.Max(options.Vocabulary, vocabulary), options.Width, init, device, Deviation);
        var positions = new Embedding(Context(options, read, read + 1), options.Width, init, device, deviation: 0);
        var head = new Linear(options.Width, Math.Max(options.Vocabulary, vocabulary), init, device, hasBias: false, Deviation);
        module.register_module("tok_emb", tokens);
        module.register_module("pos_emb", positions);
        module.register_module("head", head);
        RasterPrefix[] prefix = condition.Shape.Length == 0
            ? [new RasterPrefix(1, tokens, positions, 0)]
            : [.. condition.Shape.Parts.Select((part, i) => new RasterPrefix(part.Length, tokens, positions, condition.Shape.Offset(i)))];
        return new RasterTables
        {
            Prefix = prefix,
            Codes = [.. layout.Select(_ => tokens)],
            Positions = positions,
            FirstPosition = before,
            Heads = [.. layout.Select(_ => head)],
            PrefixHeads = [.. prefix.Select(_ => head)],
        };
    }

    /// <summary>A table and an output layer for each level, and a table for each part of the condition, with positions where it is more than one token.</summary>
    public static RasterTables Separate(nn.Module module, RasterTransformerOptions options, CodeLayout layout, ConditionInput condition, Generator init, Device device)
    {
        int width = options.Width;
        Embedding Table(string name, int rows, double deviation = Deviation)
        {
            var table = new Embedding(rows, width, init, device, deviation);
            module.register_module(name, table);
            return table;
        }
        Linear Head(string name, int outputs)
        {
            var head = new Linear(width, outputs, init, device, hasBias: false, Deviation);
            module.register_module(name, head);
            return head;
        }
        RasterPrefix[] prefix = condition.Shape.Length == 0
            ? [new RasterPrefix(1, Table("sos", 1, deviation: 1), null, 0)]
            : [.. condition.Shape.Parts.Select((part, i) => new RasterPrefix(part.Length, Table($"cond_emb_{i}", condition.TableRows(part)),
                part.Length > 1 ? Table($"cond_pos_{i}", part.Length) : null, 0))];
        return new RasterTables
        {
            Prefix = prefix,
            Codes = [.. layout.Select((level, i) => Table($"tok_emb_{i}", level.CodebookSize))],
            Positions = Table("pos_emb", Context(options, layout.TotalCodes - 1, layout.TotalCodes)),
            FirstPosition = 0,
            Heads = [.. layout.Select((level, i) => Head($"head_{i}", level.CodebookSize))],
            PrefixHeads = options.ConditionWeight > 0 ? [.. condition.Shape.Parts.Select((part, i) => Head($"cond_head_{i}", condition.TableRows(part)))] : [],
        };
    }

    private static int Context(RasterTransformerOptions options, int least, int usual)
    {
        if (options.ContextLength > 0 && options.ContextLength < least)
            throw new ArgumentException($"ContextLength is {options.ContextLength}, but {least} positions are read; it must be at least that, or 0 for one a token.", nameof(options));
        return options.ContextLength == 0 ? usual : options.ContextLength;
    }
}
