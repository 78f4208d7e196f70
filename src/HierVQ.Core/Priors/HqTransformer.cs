using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Losses;
using HierVQ.Priors.Hq;
using HierVQ.Priors.Published;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;
using LayerNorm = HierVQ.Layers.LayerNorm;

namespace HierVQ.Priors;

/// <summary>
/// HQ-Transformer (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image Generation, NeurIPS 2022). The main
/// transformer reads one vector a local pyramid, that is, a top code and all codes below it; the prediction head transformer turns what it says into the
/// codes of the next local pyramid. Module names are those of the published checkpoints.
/// </summary>
// Tensors hold positions first: T top codes, N images, d the width; P vectors begin a sequence, the last of them where the first pyramid is decided.
public sealed class HqTransformer : PriorNetwork, IPublishedNetwork
{
    private readonly HqTransformerOptions _options;
    private readonly LocalPyramids _pyramids;
    private readonly ISequenceStart _start;
    private readonly IInputEmbedding _embedding;
    private readonly IReadOnlyList<TransformerBlock> _blocks;
    private readonly LayerNorm _norm;
    private readonly HeadTransformer _head;
    private readonly Tensor _causal; // (P - 1 + T, P - 1 + T), minus infinity above the diagonal
    private readonly TransformerPass _training;

    /// <summary>Makes the network with random weights: normal with deviation 0.02, biases 0, start vectors and the weighted sum normal with deviation 1.</summary>
    /// <param name="options">Shape and training.</param>
    /// <param name="context">Shape of the pyramids, the condition and the device; the network is not moved later.</param>
    /// <param name="init">Source of the weights, a generator of the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The layout or the condition is one that the model does not know, or does not fit the options.</exception>
    public HqTransformer(HqTransformerOptions options, PriorContext context, Generator init)
        : base(nameof(HqTransformer), options, context)
    {
        _options = options;
        _pyramids = new LocalPyramids(Layout);
        var builder = new HqBuilder(this, options, Layout, init, Device);

        _start = builder.Start(Input);
        _embedding = builder.Embedding();
        _blocks = builder.Blocks("blocks", options.Layers);
        _norm = builder.Norm("ln_f");
        _head = new HeadTransformer(builder);

        int length = _start.Length - 1 + _pyramids.Positions;
        _causal = full([length, length], float.NegativeInfinity, device: Device).triu_(1).DetachFromDisposeScope();
        _training = TransformerPass.Training(options.Precision, options.Dropout, options.AttentionDropout, options.EmbeddingDropout, Generator);
    }

    NameMap IPublishedNetwork.PublishedNames => HqTransformerNames.Map;

    /// <inheritdoc/>
    /// <remarks>
    /// HQ-Transformer's objective: the cross-entropies of the levels, weighted by <see cref="HqTransformerOptions.LevelWeights"/>. With a text,
    /// <see cref="HqTransformerOptions.TextWeight"/> of it goes to predicting the text's own tokens.
    /// </remarks>
    public override PriorLoss TrainingLoss(PriorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(batch.Codes, Layout);
        if (batch.SoftTargets is not null)
            PriorCheck.SoftTargets(batch.SoftTargets, Layout, batch.Codes.size(0));
        Tensor[] codes = _pyramids.Split(batch.Codes); // (4^level, T, N)
        Tensor entries = Input.Rows(batch.Conditions, batch.Codes.size(0), Device, training ? Generator : null);
        TransformerPass pass = training ? _training : TransformerPass.Scoring;
        Tensor hidden = Hidden(codes, entries, pass); // (P - 1 + T, N, d)
        PriorLoss loss = Loss(HeadLogits(hidden, codes, pass), codes, batch.SoftTargets, TextLoss(hidden, entries));
        return new PriorLoss(loss.Total.MoveToOuterDisposeScope(), [.. loss.Levels.Select(level => level.MoveToOuterDisposeScope())]);
    }

    /// <inheritdoc/>
    public override Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(codes, Layout);
        PriorCheck.CodeRange(codes, Layout);
        Tensor[] levels = _pyramids.Split(codes);
        Tensor hidden = Hidden(levels, Input.Rows(conditions, codes.size(0), Device), TransformerPass.Scoring);
        return _pyramids.Join([.. HeadLogits(hidden, levels, TransformerPass.Scoring).Select((logits, level) =>
            nn.functional.cross_entropy(logits, levels[level].flatten(), reduction: nn.Reduction.None).view_as(levels[level]))]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    private protected override ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing) => new HqDecoder(this, Parts, options, packing);

    /// <inheritdoc/>
    private protected override ICodeSampler CreateTensorSampler(SamplerOptions options) => new HqTensorSampler(this, Parts, options);

    /// <summary>The beginning of a sequence where it is a text; else null.</summary>
    internal TextStart? Text => _start as TextStart;

    private HqParts Parts => new(_pyramids, Input, _start, _embedding, _blocks, _norm, _head);

    /// <summary>The main transformer: (P - 1 + T, N, d), at each position what it says of what comes next; the last T of these are of the pyramids.</summary>
    /// <param name="codes">The codes of each level, (4^level, T, N).</param>
    /// <param name="entries">Entries of the condition's tables, (N, length of the condition).</param>
    /// <param name="pass">How the network runs.</param>
    internal Tensor Hidden(IReadOnlyList<Tensor> codes, Tensor entries, TransformerPass pass)
    {
        int before = _pyramids.Positions - 1; // nothing reads the last pyramid
        Tensor start = _start.Vectors(entries); // (P, N, d)
        Tensor x = before == 0 ? start : cat([start,
            _embedding.Embed([.. codes.Select(of => of.narrow(1, 0, before))], _embedding.Positions.Vectors.narrow(0, 0, before), pass)]); // (P - 1 + T, N, d)
        x = pass.Enter(x);
        foreach (TransformerBlock block in _blocks)
            x = block.Masked(x, _causal, pass.Results, pass.Weights);
        return _norm.call(x).As(ScalarType.Float32);
    }

    /// <summary>The prediction head transformer: teacher-forced logits of each level, (4^level T N, K), of what <see cref="Hidden"/> says.</summary>
    internal Tensor[] HeadLogits(Tensor hidden, IReadOnlyList<Tensor> codes, TransformerPass pass) =>
        _head.Logits(hidden.narrow(0, _start.Length - 1, _pyramids.Positions), codes, pass);

    /// <summary>What predicting the text costs, of what <see cref="Hidden"/> says; null without a text.</summary>
    internal Tensor? TextLoss(Tensor hidden, Tensor entries) => _start.Loss(hidden.narrow(0, 0, _start.Length - 1), entries);

    /// <summary>The objective, of what <see cref="HeadLogits"/> and <see cref="TextLoss"/> give; codes and soft targets are those to predict.</summary>
    internal PriorLoss Loss(Tensor[] logits, IReadOnlyList<Tensor> codes, IReadOnlyList<Tensor>? softTargets, Tensor? text)
    {
        Tensor[] losses = [.. logits.Select((of, level) => softTargets is null
            ? nn.functional.cross_entropy(of, codes[level].flatten())
            : SoftLabels.CrossEntropy(of, _pyramids.Blocks(softTargets[level], level)))];
        double[] weights = [.. losses.Select((_, level) => _options.LevelWeights[level])];
        Tensor total = losses.Zip(weights, (loss, weight) => loss.mul(weight)).Aggregate((sum, loss) => sum.add(loss));
        if (text is not null)
            total = total.mul(1 - _options.TextWeight).add(text, _options.TextWeight * weights.Sum());
        return new PriorLoss(total, losses);
    }

    /// <summary>Nothing more to register: the names of the fields are not those of the checkpoints.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            (_embedding as IDisposable)?.Dispose();
            _head.Dispose();
            _causal.Dispose();
            _training.Dispose();
        }
        base.Dispose(disposing);
    }
}
