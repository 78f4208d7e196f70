using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Losses;
using HierVQ.Priors.Published;
using HierVQ.Priors.Raster;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using HierVQ.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = HierVQ.Layers.LayerNorm;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors;

/// <summary>
/// The prior of VQGAN (Esser, Rombach, Ommer: Taming Transformers for High-Resolution Image Synthesis, CVPR 2021, section 3.2): a GPT that reads
/// the condition and then the codes one after the other, and says at each what comes next.
/// </summary>
// Tensors hold positions first: m tokens of the condition, T codes, N images, d the width.
public sealed class RasterTransformer : PriorNetwork, IPublishedNetwork
{
    private const double Deviation = 0.02;
    private readonly RasterTransformerOptions _options;
    private readonly RasterSequence _sequence;
    private readonly RasterTables _tables;
    private readonly ModuleList<TransformerBlock> _blocks;
    private readonly LayerNorm _norm;
    private readonly Tensor _mask; // (m + T - 1, m + T - 1), 0 or minus infinity
    private readonly TransformerPass _training;

    /// <summary>Makes the network with random weights: normal with deviation 0.02, biases and the shared table of positions 0, the start vector of a model without condition normal with deviation 1.</summary>
    /// <param name="options">Shape and training.</param>
    /// <param name="context">The codes (of any layout that the ordering goes through), the condition (of any parts) and the device.</param>
    /// <param name="init">Source of the weights, a generator of the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The layout or the condition does not fit the options.</exception>
    public RasterTransformer(RasterTransformerOptions options, PriorContext context, Generator init)
        : base(nameof(RasterTransformer), options, context)
    {
        _options = options;
        _tables = options.SharedTokens
            ? RasterTables.Shared(this, options, Layout, Input, init, Device)
            : RasterTables.Separate(this, options, Layout, Input, init, Device);
        _blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, options.Layers)
            .Select(_ => new TransformerBlock(options.Width, options.Heads, options.ApproximateGelu, Deviation, init, Device))]);
        _norm = new LayerNorm(options.Width, Device);
        register_module("blocks", _blocks);
        register_module("ln_f", _norm);
        _training = TransformerPass.Training(options.Precision, options.Dropout, options.AttentionDropout, options.EmbeddingDropout, Generator);
        _sequence = new RasterSequence(options.Ordering, Layout, Device);
        _mask = Mask();
    }

    /// <summary>Tokens that a sequence begins with, m.</summary>
    internal int Before => Math.Max(1, Condition.Length);

    NameMap IPublishedNetwork.PublishedNames => _options.SharedTokens ? MinGptNames.Map : ImageGptNames.Map(_tables.PrefixHeads.Count > 0);

    /// <inheritdoc/>
    /// <remarks>The mean cross-entropy of all codes, plus <see cref="RasterTransformerOptions.ConditionWeight"/> times that of the condition's tokens from the second on.</remarks>
    public override PriorLoss TrainingLoss(PriorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(batch.Codes, Layout);
        if (batch.SoftTargets is { } given)
            PriorCheck.SoftTargets(given, Layout, batch.Codes.size(0));
        Tensor prefix = Prefix(batch.Conditions, batch.Codes.size(0), training ? Generator : null); // (m, N)
        Tensor codes = _sequence.Of(batch.Codes); // (T, N)
        Tensor hidden = Hidden(prefix, training ? Replaced(codes) : codes, training ? _training : TransformerPass.Scoring);
        Tensor[] levels = [.. Enumerable.Range(0, Layout.Count).Select(level => batch.SoftTargets is { } soft
            ? SoftLabels.CrossEntropy(Logits(hidden, level), _sequence.OfLevel(level, soft[level]))
            : nn.functional.cross_entropy(Logits(hidden, level).flatten(0, 1), OfLevel(codes, level).flatten()))];
        Tensor total = levels[0].mul((double)Layout[0].Count / Layout.TotalCodes);
        for (int level = 1; level < levels.Length; level++)
            total = total.add(levels[level], (double)Layout[level].Count / Layout.TotalCodes);
        if (_options.ConditionWeight > 0)
            total = total.add(PrefixLoss(hidden, prefix), _options.ConditionWeight);
        return new PriorLoss(total.MoveToOuterDisposeScope(), [.. levels.Select(level => level.MoveToOuterDisposeScope())]);
    }

    /// <inheritdoc/>
    public override Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(codes, Layout);
        PriorCheck.CodeRange(codes, Layout);
        Tensor sequences = _sequence.Of(codes); // (T, N)
        Tensor hidden = Hidden(Prefix(conditions, codes.size(0)), sequences, TransformerPass.Scoring);
        Tensor nats = cat([.. Enumerable.Range(0, Layout.Count).Select(level => nn.functional.cross_entropy(Logits(hidden, level).flatten(0, 1),
            OfLevel(sequences, level).flatten(), reduction: nn.Reduction.None).view(Layout[level].Count, -1))]); // (T, N)
        return _sequence.ToPyramids(nats).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    private protected override ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing) => new RasterTransformerDecoder(this, Parts, options, packing);

    /// <inheritdoc/>
    private protected override ICodeSampler CreateTensorSampler(SamplerOptions options) => new RasterTransformerTensorSampler(this, Parts, options);

    private RasterTransformerParts Parts => new(Input, _sequence, _tables, [.. _blocks], _norm);

    /// <summary>What sequences begin with, as entries of the tables: (m, N).</summary>
    internal Tensor Prefix(Tensor? conditions, long rows, Generator? dropout = null) => PrefixOf(Input.Rows(conditions, rows, Device, dropout));

    /// <summary>The same of conditions that are entries already, (N, length of the condition); without one it is the start token.</summary>
    internal static Tensor PrefixOf(Tensor entries) =>
        entries.size(1) == 0 ? zeros([1, entries.size(0)], ScalarType.Int64, entries.device) : entries.t();

    /// <summary>The vectors of sequences' beginnings (m, N): (m, N, d).</summary>
    internal Tensor EmbedPrefix(Tensor prefix)
    {
        var parts = new List<Tensor>();
        foreach (RasterPrefix part in _tables.Prefix)
            parts.Add(part.Embed(prefix.narrow(0, parts.Sum(before => before.size(0)), part.Length)));
        return cat(parts);
    }

    /// <summary>The vectors of codes (S, N), the first of which is number <paramref name="first"/> of its sequence: (S, N, d).</summary>
    internal Tensor EmbedCodes(Tensor codes, int first)
    {
        int end = first + (int)codes.size(0);
        var levels = new List<Tensor>();
        for (int level = 0; level < Layout.Count; level++)
        {
            int from = Math.Max(first, Layout.Offset(level)), to = Math.Min(end, Layout.Offset(level) + Layout[level].Count);
            if (from < to)
                levels.Add(_tables.Codes[level].call(codes.narrow(0, from - first, to - from).reshape(-1)));
        }
        Tensor tokens = cat(levels).view(end - first, codes.size(1), _options.Width);
        return tokens.add_(_tables.Positions.Weight.narrow(0, _tables.FirstPosition + first, end - first).unsqueeze(1));
    }

    /// <summary>The transformer over sequences: (m + T - 1, N, d), at each position what it says about the token behind it.</summary>
    internal Tensor Hidden(Tensor prefix, Tensor codes, TransformerPass pass)
    {
        int read = _sequence.Length - 1;
        Tensor x = EmbedPrefix(prefix);
        if (read > 0)
            x = cat([x, EmbedCodes(codes.narrow(0, 0, read), 0)]); // (m + T - 1, N, d)
        x = pass.Enter(x);
        foreach (TransformerBlock block in _blocks)
            x = block.Masked(x, _mask, pass.Results, pass.Weights);
        return _norm.call(x).As(ScalarType.Float32);
    }

    /// <summary>The logits of a level's codes, in the order of the sequence: (codes of the level, N, K).</summary>
    internal Tensor Logits(Tensor hidden, int level) =>
        Logits(_tables.Heads[level], hidden.narrow(0, Before - 1 + Layout.Offset(level), Layout[level].Count), Layout[level].CodebookSize);

    /// <summary>The logits of tokens through an output layer that may know more of them: (..., count).</summary>
    internal static Tensor Logits(Linear head, Tensor hidden, int count) =>
        nn.functional.linear(hidden, count == head.Weight.size(0) ? head.Weight : head.Weight.narrow(0, 0, count));

    /// <summary>The logits of the condition's tokens from the second on, of each part: (tokens, N, entries of the part's table).</summary>
    internal IEnumerable<Tensor> PrefixLogits(Tensor hidden)
    {
        for (int i = 0; i < Condition.Parts.Count; i++)
        {
            int from = Math.Max(1, Condition.Offset(i)), to = Condition.Offset(i) + Condition.Parts[i].Length;
            if (from < to)
                yield return Logits(_tables.PrefixHeads[i], hidden.narrow(0, from - 1, to - from), Input.TableRows(Condition.Parts[i]));
        }
    }

    private Tensor PrefixLoss(Tensor hidden, Tensor prefix)
    {
        Tensor? sum = null;
        int token = 1;
        foreach (Tensor logits in PrefixLogits(hidden))
        {
            Tensor targets = prefix.narrow(0, token, logits.size(0));
            Tensor nats = nn.functional.cross_entropy(logits.flatten(0, 1), targets.reshape(-1), reduction: nn.Reduction.Sum);
            sum = sum is null ? nats : sum.add(nats);
            token += (int)logits.size(0);
        }
        return sum!.div((double)prefix.size(1) * (Before - 1));
    }

    /// <summary>Codes as training reads them: some replaced by random ones of their level.</summary>
    internal Tensor Replaced(Tensor codes)
    {
        if (_options.KeepProbability >= 1)
            return codes;
        Tensor sizes = cat([.. Layout.Select(level => full([level.Count, 1], level.CodebookSize, ScalarType.Float32, Device))]); // (T, 1)
        Tensor random = rand(codes.shape, device: Device, generator: Generator).mul_(sizes).floor_().to(ScalarType.Int64);
        Tensor kept = rand(codes.shape, device: Device, generator: Generator).lt(_options.KeepProbability);
        return where(kept, codes, random);
    }

    private Tensor OfLevel(Tensor sequences, int level) => sequences.narrow(0, Layout.Offset(level), Layout[level].Count);

    private Tensor Mask()
    {
        using DisposeScope scope = NewDisposeScope();
        int length = Before + _sequence.Length - 1;
        Tensor mask = full([length, length], float.NegativeInfinity, device: Device).triu_(1);
        if (_options.UnmaskedCondition)
            mask.narrow(0, 0, Before).narrow(1, 0, Before).fill_(0);
        return mask.DetachFromDisposeScope();
    }

    /// <summary>Nothing more to register: the names of the fields are not those of the state dictionary.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sequence.Dispose();
            _mask.Dispose();
            _training.Dispose();
        }
        base.Dispose(disposing);
    }
}
