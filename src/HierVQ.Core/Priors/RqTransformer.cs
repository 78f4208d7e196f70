using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Losses;
using HierVQ.Priors.Published;
using HierVQ.Priors.Rq;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = HierVQ.Layers.Embedding;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors;

/// <summary>
/// RQ-Transformer (Lee, Kim, Kim, Cho, Han: Autoregressive Image Generation using Residual Quantization, CVPR 2022, section 3.2). The spatial
/// transformer reads one vector a position, whatever the depth; the depth transformer turns what it says into the stack of codes of the next position,
/// one after the other. Module names are those of the published checkpoints.
/// </summary>
// Tensors hold positions first: C places of the condition, T positions, N images, D depths, M = T N stacks of codes, d the width, E the length of a code vector.
public sealed class RqTransformer : PriorNetwork, ITokenizerBound, IPublishedNetwork
{
    private const double Deviation = 0.02;
    private readonly RqTransformerOptions _options;
    private readonly int _positions;
    private readonly int _depth;
    private readonly DepthSizes _sizes;
    private readonly RqCondition _condition;
    private readonly DepthRows? _tableRows;
    private readonly Tensor _causal; // (C - 1 + T, C - 1 + T), minus infinity above the diagonal
    private readonly SlotGroups _depths; // each sees those before it and itself
    private readonly TransformerPass _training;
    private DepthCodebooks? _codebooks;

    // What is read.
    private readonly Embedding _conditions;
    private readonly Linear? _inputMap; // E to d
    private readonly Linear? _headMap; // E to d
    private readonly Embedding? _tokens; // (rows, d)
    private readonly Parameter _conditionPositions; // (1, C, d)
    private readonly Parameter _rasterPositions; // (1, T, d)
    private readonly Parameter _depthPositions; // (1, D, d)

    private readonly TransformerStack _body;
    private readonly TransformerStack _head;
    private readonly Classifier _classifier;
    private readonly Classifier? _textClassifier;

    /// <summary>Makes the network with random weights: normal with deviation 0.02 and biases 0; the maps of code vectors uniform within ±1/√E.</summary>
    /// <param name="options">Shape and training.</param>
    /// <param name="context">The codes, one level of any depth; the condition, in the order in which it is read; where the network lives, not to be moved; and the tokenizer, if the prior is to be bound to it at once.</param>
    /// <param name="init">Source of the weights, a generator of the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The layout has several levels or does not fit the options, the condition has several texts, or it is not known how long the tokenizer's code vectors are.</exception>
    public RqTransformer(RqTransformerOptions options, PriorContext context, Generator init)
        : base(nameof(RqTransformer), options, context)
    {
        CodeLevel level = Layout[0];
        (_positions, _depth) = (level.Height * level.Width, level.Depth);
        DepthCodebooks? codebooks = context.Tokenizer is { } tokenizer && (options.ReadsCodebook || tokenizer.Layout.Equals(Layout))
            ? new DepthCodebooks(tokenizer, Layout, Device)
            : null;
        Options = _options = options.CompletedBy(codebooks, level);
        _sizes = new DepthSizes(_options.DepthCodebookSizes ?? [.. Enumerable.Repeat(level.CodebookSize, _depth)], level.CodebookSize, Device);
        if (codebooks is not null)
            Take(codebooks);

        _training = TransformerPass.Training(options.Precision, options.Dropout, options.AttentionDropout, options.EmbeddingDropout, Generator);
        _condition = new RqCondition(Input, Device);
        int places = _condition.Length + _positions - 1;
        _causal = full([places, places], float.NegativeInfinity, device: Device).triu_(1).DetachFromDisposeScope();
        _depths = new SlotGroups([.. Enumerable.Repeat(1, _depth)], Device);
        _tableRows = options.HasTable ? new DepthRows(_sizes.Sizes, options.SharedTable, Device) : null;

        int d = options.Width;
        _conditions = Registered("cond_emb", new Embedding(_condition.TableRows, d, init, Device, Deviation));
        _conditionPositions = Registered("pos_emb_cond", Initial.Normal([1, _condition.Length, d], Deviation, init, Device));
        _rasterPositions = Registered("pos_emb_hw", Initial.Normal([1, _positions, d], Deviation, init, Device));
        _depthPositions = Registered("pos_emb_d", Initial.Normal([1, _depth, d], Deviation, init, Device));
        if (options.InputEmbedding == CodeEmbedding.Codebook)
            _inputMap = Registered("input_mlp", new Linear(_options.CodeVectorSize, d, init, Device));
        if (options.HeadEmbedding == CodeEmbedding.Codebook)
            _headMap = Registered("head_mlp", new Linear(_options.CodeVectorSize, d, init, Device));
        if (_tableRows is not null)
            _tokens = Registered("tok_emb", new Embedding(_tableRows.Count, d, init, Device, Deviation));
        _body = Registered("body_transformer", Stack(options.Layers, init));
        _head = Registered("head_transformer", Stack(options.HeadLayers, init));
        _classifier = Registered("classifier", new Classifier(d, options.SharedClassifier
            ? new Linear(d, level.CodebookSize, init, Device, deviation: Deviation)
            : new DepthLinear(_depth, d, level.CodebookSize, init, Device, Deviation), Device));
        if (_condition.TextLength > 1 && options.TextWeight > 0)
            _textClassifier = Registered("cond_classifier", new Classifier(d, new Linear(d, _condition.TextVocabulary, init, Device, deviation: Deviation), Device));
    }

    NameMap IPublishedNetwork.PublishedNames => RqTransformerNames.Map(_textClassifier is not null);

    /// <inheritdoc/>
    public override IEnumerable<Parameter> DecayedParameters => base.DecayedParameters.Concat(modules().OfType<DepthLinear>().Select(linear => linear.Weight));

    /// <inheritdoc/>
    public bool IsBound => !_options.ReadsCodebook || _codebooks is not null;

    /// <inheritdoc/>
    public void Bind(ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        Take(new DepthCodebooks(tokenizer, Layout, Device));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// RQ-Transformer's objective: the mean cross-entropy of all codes, depths alike; with a text, 1 - <see cref="RqTransformerOptions.TextWeight"/> of it
    /// plus that share of the text's own.
    /// </remarks>
    public override PriorLoss TrainingLoss(PriorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(batch.Codes, Layout);
        Tensor stacks = Stacks(batch.Codes); // (D, M)
        Tensor condition = ConditionRows(batch.Conditions, batch.Codes.size(0), training ? Generator : null); // (C, N)
        (Tensor hidden, Tensor logits) = Forward(stacks, condition, training ? _training : TransformerPass.Scoring); // (C - 1 + T, N, d), (D, M, K)
        Tensor codes;
        if (batch.SoftTargets is { } soft)
        {
            PriorCheck.SoftTargets(soft, Layout, batch.Codes.size(0));
            codes = SoftCrossEntropy(logits, soft[0]);
        }
        else
        {
            codes = nn.functional.cross_entropy(logits.flatten(0, 1), stacks.flatten());
        }
        Tensor total = _textClassifier is null ? codes : codes.mul(1 - _options.TextWeight).add(TextCrossEntropy(hidden, condition), _options.TextWeight);
        return new PriorLoss(total.MoveToOuterDisposeScope(), [(_textClassifier is null ? codes.detach() : codes).MoveToOuterDisposeScope()]);
    }

    /// <inheritdoc/>
    public override Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(codes, Layout);
        PriorCheck.CodeRange(codes, Layout);
        Tensor stacks = Stacks(codes); // (D, M)
        long rows = codes.size(0);
        (_, Tensor logits) = Forward(stacks, ConditionRows(conditions, rows), TransformerPass.Scoring);
        Tensor nats = nn.functional.cross_entropy(logits.flatten(0, 1), stacks.flatten(), reduction: nn.Reduction.None);
        return nats.view(_depth, _positions, rows).permute(2, 1, 0).reshape(rows, -1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    private protected override ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing) => new RqDecoder(this, Parts, options, packing);

    /// <inheritdoc/>
    private protected override ICodeSampler CreateTensorSampler(SamplerOptions options) => new RqTensorSampler(this, Parts, options);

    private RqTransformerParts Parts => new(_condition, _options.ReadsCodebook ? Codebooks : null, _tableRows, _tokens, _inputMap, _headMap, _conditions,
        _conditionPositions, _rasterPositions, _depthPositions, _body, _head, _classifier, _sizes.Sizes);

    /// <summary>The condition as rows of its table, (C, N).</summary>
    internal Tensor ConditionRows(Tensor? conditions, long rows, Generator? dropout = null) => _condition.Rows(conditions, rows, dropout);

    /// <summary>Both transformers over given codes: what the body says at each place (C - 1 + T, N, d), and the logits (D, M, K) of stacks (D, M) after a condition (C, N).</summary>
    internal (Tensor Hidden, Tensor Logits) Forward(Tensor stacks, Tensor condition, TransformerPass pass)
    {
        (Tensor input, Tensor? below) = Read(stacks);
        Tensor hidden = Body(Start(condition), input, pass);
        return (hidden, Logits(hidden.narrow(0, _condition.Length - 1, _positions), below, pass));
    }

    /// <summary>What a sequence begins with, (C, N, d), from rows (C, N) of the condition's table.</summary>
    internal Tensor Start(Tensor condition) =>
        _conditions.call(condition.flatten()).view(condition.size(0), condition.size(1), _options.Width).add_(_conditionPositions.transpose(0, 1));

    /// <summary>
    /// What is read of stacks (D, M): by the body one vector each (M, d), f(e_0) + f(e_1) + ...; by the head (D - 1, M, d), at depth j from what lies
    /// before it, g(e_0 + ... + e_{j-1}). Positions are not in it yet.
    /// </summary>
    internal (Tensor Input, Tensor? Below) Read(Tensor stacks)
    {
        Tensor? own = _tableRows?.Lookup(_tokens!.Weight, stacks); // (D, M, d)
        if (!_options.ReadsCodebook)
            return (own!.sum(dim: 0), Below(own));
        Tensor vectors = Codebooks.Rows.Lookup(_codebooks!.Vectors, stacks); // (D, M, E), without gradient
        Tensor sums = _options.CumulativeDepth ? vectors : vectors.clone();
        for (int depth = 1; depth < _depth; depth++)
            sums.select(0, depth).add_(sums.select(0, depth - 1));
        Tensor input = _inputMap is null ? own!.sum(dim: 0) : MapInput(sums.select(0, _depth - 1));
        return (input, _headMap is null ? Below(own!) : Below(vectors) is { } below ? _headMap.call(below) : null);
    }

    private Tensor? Below(Tensor vectors) => _depth == 1 ? null : vectors.narrow(0, 0, _depth - 1);

    /// <summary>The body's map of the sum of the code vectors of a stack, (M, E) to (M, d). The map is one of each code vector: its bias counts once a depth.</summary>
    internal Tensor MapInput(Tensor sums) => nn.functional.linear(sums, _inputMap!.Weight, _inputMap.Bias!.mul(_depth));

    /// <summary>The spatial transformer over the condition (C, N, d) and the vectors (M, d) of all positions but the last: (C - 1 + T, N, d).</summary>
    internal Tensor Body(Tensor start, Tensor input, TransformerPass pass)
    {
        long before = _positions - 1, rows = start.size(1);
        Tensor x = before == 0 ? start : cat([start,
            input.narrow(0, 0, before * rows).view(before, rows, _options.Width).add(_rasterPositions.narrow(1, 0, before).transpose(0, 1))]);
        return _body.Masked(pass.Enter(x), _causal, pass.Results, pass.Weights);
    }

    /// <summary>The depth transformer over what the body says, (T, N, d), and what lies below each depth, (D - 1, M, d): logits (D, M, K). Codes that a depth lacks have minus infinity.</summary>
    internal Tensor Logits(Tensor hidden, Tensor? below, TransformerPass pass)
    {
        Tensor first = hidden.reshape(1, -1, _options.Width); // (1, M, d)
        Tensor positions = _depthPositions.As(first.dtype).transpose(0, 1); // (D, 1, d)
        Tensor slots = below is null ? first.add(positions) : cat([first, below.As(first.dtype)]).add_(positions); // (D, M, d)
        return _sizes.Close(_classifier.call(_head.Slots(slots, _depths, pass.Results, pass.Weights)));
    }

    /// <summary>Logits (1, N, K) of one depth of what the head says there, (1, N, d).</summary>
    internal Tensor DepthLogits(Tensor slot, int depth)
    {
        Tensor normal = _classifier.Norm.call(slot);
        return _classifier.Linear is DepthLinear own
            ? baddbmm(own.Bias[depth], normal, own.Weight.narrow(0, depth, 1))
            : _classifier.Linear.call(normal);
    }

    /// <summary>Pyramids (N, T D) as stacks (D, M), positions before images.</summary>
    internal Tensor Stacks(Tensor codes)
    {
        Tensor stacks = codes.view(-1, _positions, _depth).permute(2, 1, 0).reshape(_depth, -1); // (D, M)
        _sizes.Check(stacks);
        return stacks;
    }

    internal DepthCodebooks Codebooks => _codebooks ?? throw new InvalidOperationException(
        $"The prior reads the code vectors of its tokenizer and is not bound to one: call {nameof(Bind)} with the tokenizer whose codes it models, or make the prior with it.");

    private Tensor SoftCrossEntropy(Tensor logits, Tensor targets)
    {
        Tensor logProbabilities = _sizes.WithoutInfinities(nn.functional.log_softmax(logits, -1)); // (D, M, K)
        Tensor view = targets.view(-1, _positions, _depth, targets.size(2)).permute(2, 1, 0, 3); // (D, T, N, K)
        return SoftLabels.OfLogarithms(logProbabilities, view);
    }

    /// <summary>Logits of the text's tokens from the second on, (L - 1, N, vocabulary), out of what the body says.</summary>
    internal Tensor TextLogits(Tensor hidden) => _textClassifier!.call(hidden.narrow(0, _condition.TextStart, _condition.TextLength - 1));

    // The text's own tokens, from the second on, out of what the body says before each. Texts that have been dropped do not count.
    private Tensor TextCrossEntropy(Tensor hidden, Tensor condition)
    {
        int length = _condition.TextLength - 1;
        Tensor logits = TextLogits(hidden); // (L - 1, N, vocabulary)
        Tensor tokens = _condition.TextTokens(condition).narrow(0, 1, length).flatten(); // vocabulary for none
        Tensor there = tokens.lt(_condition.TextVocabulary);
        Tensor nats = nn.functional.cross_entropy(logits.flatten(0, 1), tokens.masked_fill(there.logical_not(), -100), ignore_index: -100, reduction: nn.Reduction.Sum);
        return nats.div(there.sum().clamp_min(1));
    }

    private void Take(DepthCodebooks codebooks)
    {
        if (_options.ReadsCodebook && codebooks.VectorSize == _options.CodeVectorSize && codebooks.Sizes.SequenceEqual(_sizes.Sizes))
        {
            _codebooks?.Dispose();
            _codebooks = codebooks;
            return;
        }
        codebooks.Dispose();
        if (!codebooks.Sizes.SequenceEqual(_sizes.Sizes))
            throw new ArgumentException($"The tokenizer's depths have {string.Join(", ", codebooks.Sizes)} codes; the prior is made for {string.Join(", ", _sizes.Sizes)} (DepthCodebookSizes).");
        if (_options.ReadsCodebook)
            throw new ArgumentException($"The tokenizer's code vectors have {codebooks.VectorSize} numbers; the prior is made for {_options.CodeVectorSize} (CodeVectorSize).");
    }

    private TransformerStack Stack(int count, Generator init) => new(Enumerable.Range(0, count)
        .Select(_ => new TransformerBlock(_options.Width, _options.Heads, _options.ApproximateGelu, Deviation, init, Device)));

    /// <summary>Nothing more to register: the names of the fields are not those of the checkpoints.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _codebooks?.Dispose();
            _condition.Dispose();
            _causal.Dispose();
            _depths.Dispose();
            _sizes.Dispose();
            _tableRows?.Dispose();
            _training.Dispose();
        }
        base.Dispose(disposing);
    }
}
