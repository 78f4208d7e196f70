using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = HierVQ.Layers.Dropout;
using Embedding = HierVQ.Layers.Embedding;
using LayerNorm = HierVQ.Layers.LayerNorm;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors;

/// <summary>
/// HQ-Transformer with two levels and the parallel head (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image
/// Generation, NeurIPS 2022). The main transformer reads one vector a local pyramid; the prediction head transformer turns what it
/// says into the next top code, and that into the four bottom codes below it, all four at once. Module names are those of the published checkpoints.
/// </summary>
// Tensors hold positions first: T top codes, N images, d the width.
public sealed class HqTransformer : nn.Module, ITrainablePrior, IKernelSampled
{
    private const int Slots = LocalPyramids.Below + 1;
    private const double Deviation = 0.02;
    private readonly HqTransformerOptions _options;
    private readonly LocalPyramids _pyramids;
    private readonly ConditionInput _condition;
    private readonly ClassStart _start;
    private readonly Tensor _causal; // (T, T), minus infinity above the diagonal
    private readonly Dropout _dropout;
    private readonly Dropout? _attentionDropout;
    private readonly Dropout? _embeddingDropout;

    // Input: a local pyramid becomes one vector.
    private readonly Embedding _topTokens;
    private readonly Embedding _bottomTokens;
    private readonly PositionTable _positions;
    private readonly Parameter? _bottomWeights; // (1, 1, d, 4), weighted sum
    private readonly Embedding? _slotPositions; // (5, d), embedding transformer
    private readonly ModuleList<TransformerBlock>? _embeddingBlocks;

    // The main transformer.
    private readonly ModuleList<TransformerBlock> _blocks;
    private readonly LayerNorm _norm;

    // The prediction head transformer.
    private readonly Embedding _headTopTokens;
    private readonly Embedding _headPositions;
    private readonly Parameter _headStart; // (1, 1, d)
    private readonly ModuleList<TransformerBlock> _headBlocks;
    private readonly LayerNorm _topNorm;
    private readonly LayerNorm _bottomNorm;
    private readonly Linear _topHead;
    private readonly Linear _bottomHead;

    /// <summary>Makes the network with random weights: normal with deviation 0.02, biases 0, start vectors and the weighted sum normal with deviation 1.</summary>
    /// <param name="options">Shape and training.</param>
    /// <param name="context">The codes (two levels, the lower twice as high and wide), the condition (a class or none) and the device.</param>
    /// <param name="init">Source of the weights, a generator of the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The layout is of another shape, or does not fit the options.</exception>
    public HqTransformer(HqTransformerOptions options, PriorContext context, Generator init) : base(nameof(HqTransformer))
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        options.Validate();
        options.ValidateCondition(context.Condition);
        (CodeLayout layout, Device device) = (context.Layout, context.Device);
        _pyramids = new LocalPyramids(layout);
        (_options, Layout, Device) = (options, layout, device);
        int d = options.Width, bottomWidth = d;
        if (options.Embedding == PyramidEmbedding.Addition)
        {
            if (d % LocalPyramids.Below != 0)
                throw new ArgumentOutOfRangeException(nameof(options), d, $"Width is {d}; with Embedding {options.Embedding} it must be a multiple of {LocalPyramids.Below}.");
            bottomWidth = d / LocalPyramids.Below;
        }
        Generator = new Generator((ulong)options.Seed, device);
        _dropout = new Dropout(options.Dropout, Generator);
        _attentionDropout = options.AttentionDropout > 0 ? new Dropout(options.AttentionDropout, Generator) : null;
        _embeddingDropout = options.EmbeddingDropout > 0 ? new Dropout(options.EmbeddingDropout, Generator) : null;
        _causal = full([_pyramids.Positions, _pyramids.Positions], float.NegativeInfinity, device: device).triu_(1).DetachFromDisposeScope();

        _condition = new ConditionInput(context.Condition, options.ConditionDropout);
        _start = new ClassStart(_condition, d, Deviation, init, device);
        _start.Register("sos", this);
        _topTokens = Registered("tok_emb_top", new Embedding(layout[0].CodebookSize, d, init, device, Deviation));
        _bottomTokens = Registered("tok_emb_bot", new Embedding(layout[1].CodebookSize, bottomWidth, init, device, Deviation));
        _positions = new PositionTable(options.Positions, layout[0], options.ContextLength, d, Deviation, init, device);
        _positions.Register("pos_emb_top", this);
        if (options.Embedding == PyramidEmbedding.WeightedSum)
        {
            _bottomWeights = Initial.Normal([1, 1, d, LocalPyramids.Below], 1, init, device);
            register_parameter("pos_emb_bot", _bottomWeights);
        }
        if (options.Embedding == PyramidEmbedding.Transformer)
        {
            _slotPositions = Registered("pos_emb_emb", new Embedding(Slots, d, init, device, Deviation));
            _embeddingBlocks = Blocks("emb_blocks", options.EmbeddingBlocks, init);
        }
        _blocks = Blocks("blocks", options.Layers, init);
        _norm = Registered("ln_f", new LayerNorm(d, device));

        _headTopTokens = Registered("tok_emb_top_depth", new Embedding(layout[0].CodebookSize, d, init, device, Deviation));
        // The parallel head never reads this table; the published checkpoints have it.
        Registered("tok_emb_bot_depth", new Embedding(layout[1].CodebookSize, d, init, device, Deviation));
        _headPositions = Registered("pos_emb_depth", new Embedding(Slots, d, init, device, Deviation));
        _headStart = Initial.Normal([1, 1, d], 1, init, device);
        register_parameter("sos_depth", _headStart);
        _headBlocks = Blocks("depths", options.HeadLayers, init);
        _topNorm = Registered("ln_top", new LayerNorm(d, device));
        _topHead = Registered("head_top", new Linear(d, layout[0].CodebookSize, init, device, hasBias: false, Deviation));
        _bottomNorm = Registered("ln_bot", new LayerNorm(d, device));
        _bottomHead = Registered("head_bot", new Linear(d, layout[1].CodebookSize, init, device, hasBias: false, Deviation));
    }

    /// <inheritdoc/>
    public PriorOptions Options => _options;

    /// <inheritdoc/>
    public CodeLayout Layout { get; }

    /// <inheritdoc/>
    public ConditionShape Condition => _condition.Shape;

    /// <inheritdoc/>
    public bool CanBeUnconditional => _condition.CanBeNone;

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public Generator Generator { get; }

    /// <inheritdoc/>
    public IEnumerable<Parameter> DecayedParameters => modules().OfType<Linear>().Select(linear => linear.Weight);

    /// <inheritdoc/>
    /// <remarks>HQ-Transformer's objective: the cross-entropy of the top level plus <see cref="HqTransformerOptions.BottomWeight"/> times that of the bottom level.</remarks>
    public PriorLoss TrainingLoss(PriorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(batch.Codes, Layout);
        (Tensor top, Tensor bottom) = _pyramids.Split(batch.Codes); // (T, N), (4, T, N)
        Tensor start = Start(batch.Conditions, top.size(1), training ? Generator : null);
        (Tensor topLogits, Tensor bottomLogits) = Logits(top, bottom, start, training);
        Tensor topLoss, bottomLoss;
        if (batch.SoftTargets is { } soft)
        {
            PriorCheck.SoftTargets(soft, Layout, batch.Codes.size(0));
            topLoss = SoftCrossEntropy(topLogits, LocalPyramids.OfTop(soft[0]));
            bottomLoss = SoftCrossEntropy(bottomLogits, _pyramids.OfBottom(soft[1]));
        }
        else
        {
            topLoss = nn.functional.cross_entropy(topLogits, top.flatten());
            bottomLoss = nn.functional.cross_entropy(bottomLogits, bottom.flatten());
        }
        Tensor total = topLoss.add(bottomLoss, _options.BottomWeight);
        return new PriorLoss(total.MoveToOuterDisposeScope(), [topLoss.MoveToOuterDisposeScope(), bottomLoss.MoveToOuterDisposeScope()]);
    }

    /// <inheritdoc/>
    public Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(codes, Layout);
        PriorCheck.CodeRange(codes, Layout);
        (Tensor top, Tensor bottom) = _pyramids.Split(codes);
        (Tensor topLogits, Tensor bottomLogits) = Logits(top, bottom, Start(conditions, top.size(1)), train: false);
        Tensor topNats = nn.functional.cross_entropy(topLogits, top.flatten(), reduction: nn.Reduction.None).view_as(top);
        Tensor bottomNats = nn.functional.cross_entropy(bottomLogits, bottom.flatten(), reduction: nn.Reduction.None).view_as(bottom);
        return _pyramids.Join(topNats, bottomNats).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public ICodeSampler CreateSampler(SamplerOptions? options = null)
    {
        options ??= new SamplerOptions();
        return options.UsesKernels(Device) ? CreateDecoder(options, LinearPacking.Of(options)) : new HqTransformerTensorSampler(this, Parts, options);
    }

    ICodeSampler IKernelSampled.CreateDecoder(SamplerOptions options, LinearPacking packing) => CreateDecoder(options, packing);

    internal ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing) => new HqTransformerDecoder(this, Parts, options, packing);

    private HqTransformerParts Parts => new(_pyramids, _condition, _start, _topTokens, _bottomTokens, _positions, _bottomWeights, _slotPositions,
        [.. _embeddingBlocks ?? []], [.. _blocks], _norm, _headTopTokens, _headPositions, _headStart, [.. _headBlocks], _topNorm, _bottomNorm, _topHead, _bottomHead);

    /// <summary>What a sequence begins with, (1, N, d).</summary>
    internal Tensor Start(Tensor? conditions, long rows, Generator? dropout = null) => _start.Start(_condition.Rows(conditions, rows, Device, dropout));

    /// <summary>Teacher-forced logits of top codes (T N, K) and of bottom codes (4 T N, K'), from codes (T, N) and (4, T, N) and start vectors (1, N, d).</summary>
    internal (Tensor Top, Tensor Bottom) Logits(Tensor top, Tensor bottom, Tensor start, bool train) =>
        HeadLogits(Hidden(top, bottom, start, train), top, train);

    /// <summary>The main transformer: (T, N, d), at each position what it says about the pyramid there, given those before.</summary>
    internal Tensor Hidden(Tensor top, Tensor bottom, Tensor start, bool train)
    {
        int before = _pyramids.Positions - 1;
        Tensor x = before == 0 ? start : cat([start,
            Embed(top.narrow(0, 0, before), bottom.narrow(1, 0, before), _positions.Vectors.narrow(0, 0, before), train)]); // (T, N, d)
        if (train && _embeddingDropout is not null)
            x = _embeddingDropout.call(x);
        x = Entering(x, train);
        foreach (TransformerBlock block in _blocks)
            x = block.Masked(x, _causal, train ? _dropout : null, train ? _attentionDropout : null);
        return _norm.call(x).As(ScalarType.Float32);
    }

    /// <summary>One vector a local pyramid, (S, N, d), of top codes (S, N) and bottom codes (4, S, N) at positions (S, d): the paper's input embedding transformer (IET) and its simpler rivals.</summary>
    internal Tensor Embed(Tensor top, Tensor bottom, Tensor positions, bool train)
    {
        long length = top.size(0), rows = top.size(1), d = _options.Width;
        Tensor above = _topTokens.call(top.flatten()).view(length, rows, d).add_(positions.unsqueeze(1)); // (S, N, d)
        Tensor below = _bottomTokens.call(bottom.flatten()).view(LocalPyramids.Below, length, rows, -1); // (4, S, N, d, or d / 4 to add up)
        switch (_options.Embedding)
        {
            case PyramidEmbedding.Addition:
                return above.add_(below.permute(1, 2, 3, 0).reshape(length, rows, d)); // channel 4 k + j is component k of bottom code j
            case PyramidEmbedding.WeightedSum:
                return above.add_(below.mul(_bottomWeights!.permute(3, 0, 1, 2)).sum(dim: 0));
        }
        Tensor slotPositions = _slotPositions!.Weight; // (5, d)
        if (_options.EmbeddingBlocks == 0)
            return above.add_(below.sum(dim: 0)).add_(slotPositions.sum(dim: 0)).mul_(1.0 / Slots); // the mean over the slots
        Tensor slots = cat([above.unsqueeze(0), below]).view(Slots, length * rows, d).add_(slotPositions.unsqueeze(1)); // (5, S N, d)
        slots = Entering(slots, train);
        foreach (TransformerBlock block in _embeddingBlocks!)
            slots = block.Slots(slots, firstAlone: false, train ? _dropout : null, train ? _attentionDropout : null);
        return slots.mean([0]).view(length, rows, d).As(ScalarType.Float32);
    }

    /// <summary>The prediction head transformer (PHT) with locally hierarchical decoding, over slots [h + start, t + position 0, ..., t + position 3] of each pyramid: logits (T N, K) and (4 T N, K').</summary>
    internal (Tensor Top, Tensor Bottom) HeadLogits(Tensor hidden, Tensor top, bool train)
    {
        Tensor first = hidden.add(_headStart).view(1, -1, _options.Width); // (1, T N, d)
        Tensor slots = Entering(cat([first, HeadSlots(top.flatten())]), train); // (5, T N, d)
        foreach (TransformerBlock block in _headBlocks)
            slots = block.Slots(slots, firstAlone: true, train ? _dropout : null, train ? _attentionDropout : null);
        return (_topHead.call(_topNorm.call(slots[0])).As(ScalarType.Float32),
            _bottomHead.call(_bottomNorm.call(slots.narrow(0, 1, LocalPyramids.Below).flatten(0, 1))).As(ScalarType.Float32));
    }

    // Into the type in which transformers calculate.
    private Tensor Entering(Tensor x, bool train) => train ? x.As(Computing.In(_options.Precision)) : x;

    /// <summary>Nothing more to register: the names of the fields are not those of the checkpoints.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _causal.Dispose();
            _dropout.Dispose();
            _attentionDropout?.Dispose();
            _embeddingDropout?.Dispose();
            Generator.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>What the head reads in the slots of the bottom codes once the top codes (M) are known: (4, M, d).</summary>
    internal Tensor HeadSlots(Tensor top) =>
        _headTopTokens.call(top).unsqueeze(0).add(_headPositions.Weight.narrow(0, 0, LocalPyramids.Below).unsqueeze(1));

    private static Tensor SoftCrossEntropy(Tensor logits, Tensor targets)
    {
        // The targets are a view in another order: no copy of them is made.
        Tensor logProbabilities = nn.functional.log_softmax(logits, -1).view(targets.shape);
        return logProbabilities.mul(targets).sum().mul_(-1.0 / logits.size(0));
    }

    private ModuleList<TransformerBlock> Blocks(string name, int count, Generator init) => Registered(name, new ModuleList<TransformerBlock>([.. Enumerable.Range(0, count)
        .Select(_ => new TransformerBlock(_options.Width, _options.Heads, _options.ApproximateGelu, Deviation, init, Device))]));

    private T Registered<T>(string name, T module) where T : nn.Module
    {
        register_module(name, module);
        return module;
    }
}
