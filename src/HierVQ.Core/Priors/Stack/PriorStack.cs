using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// A prior a level, coarse to fine, each told of the coarser codes (Razavi, van den Oord, Vinyals: Generating Diverse High-Fidelity Images with
/// VQ-VAE-2, 2019, section 3.2): p(pyramid) is the product over levels of p(level | coarser levels, condition).
/// </summary>
public sealed class PriorStack : PriorNetwork
{
    private readonly PriorStackOptions _options;
    private readonly ITrainablePrior[] _levels;

    /// <summary>Makes the priors with random weights.</summary>
    /// <param name="options">The priors and their training.</param>
    /// <param name="context">The codes, the condition and the device.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">A prior cannot model its level, or cannot be told what it should be.</exception>
    public PriorStack(PriorStackOptions options, PriorContext context) : base(nameof(PriorStack), options, context)
    {
        _options = options;
        _levels = [.. Enumerable.Range(0, Layout.Count).Select(level => (ITrainablePrior)options.OfLevel(level).Create(
            new PriorContext(PriorStackOptions.Of(Layout, level), ConditionOf(level), Device)))];
        register_module("levels", new Numbered<nn.Module>(_levels.Select(prior => prior.Module)));
    }

    /// <summary>The priors, coarse to fine; each is told of the stack's condition, if it sees it, and then of the coarser codes.</summary>
    public IReadOnlyList<IPrior> Levels => _levels;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> DecayedParameters => _levels.SelectMany(prior => prior.DecayedParameters);

    /// <inheritdoc/>
    /// <remarks>The sum of the levels' losses: no weight is shared, so each level learns as it would alone, but for what training does with all at once: clipping gradients, and choosing the best weights.</remarks>
    public override PriorLoss TrainingLoss(PriorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(batch.Codes, Layout);
        if (batch.SoftTargets is { } all)
            PriorCheck.SoftTargets(all, Layout, batch.Codes.size(0));
        Input.Rows(batch.Conditions, batch.Codes.size(0), Device); // checks them
        var losses = new PriorLoss[_levels.Length];
        Tensor state = Generator.get_state();
        for (int level = 0; level < losses.Length; level++)
        {
            // One stream of random numbers goes through all levels.
            _levels[level].Generator.set_state(state);
            losses[level] = _levels[level].TrainingLoss(new PriorBatch(CodesOf(batch.Codes, level), ConditionsOf(batch.Codes, batch.Conditions, level),
                batch.SoftTargets is { } soft ? [soft[level]] : null));
            state = _levels[level].Generator.get_state();
        }
        Generator.set_state(state);
        Tensor total = losses.Select(loss => loss.Total).Aggregate((sum, loss) => sum.add(loss));
        return new PriorLoss(total.MoveToOuterDisposeScope(), [.. losses.Select(loss => loss.Levels[0].MoveToOuterDisposeScope())]);
    }

    /// <inheritdoc/>
    public override Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(codes, Layout);
        PriorCheck.CodeRange(codes, Layout);
        Input.Rows(conditions, codes.size(0), Device); // checks them
        return cat([.. Enumerable.Range(0, _levels.Length).Select(level =>
            _levels[level].NegativeLogLikelihood(CodesOf(codes, level), ConditionsOf(codes, conditions, level)))], 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    private protected override ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing) =>
        new PriorStackSampler(this, _levels.Select(prior => ((IKernelSampled)prior).CreateDecoder(options, packing)));

    /// <inheritdoc/>
    private protected override ICodeSampler CreateTensorSampler(SamplerOptions options) => new PriorStackSampler(this, _levels.Select(prior => prior.CreateSampler(options)));

    /// <summary>Whether a level is told of the stack's condition.</summary>
    internal bool Sees(int level) => _options.SeesCondition[level] && Condition.Length > 0;

    /// <summary>Nothing more to register.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (ITrainablePrior prior in _levels)
                prior.Dispose();
        }
        base.Dispose(disposing);
    }

    private ConditionShape ConditionOf(int level)
    {
        ConditionShape own = Sees(level) ? Condition : ConditionShape.None;
        return level == 0 ? own : own.With(ConditionShape.Above(PriorStackOptions.Above(Layout, level)));
    }

    private Tensor CodesOf(Tensor codes, int level) => codes.narrow(1, Layout.Offset(level), Layout[level].Count);

    // (N, length of the level's condition): the stack's, and then the codes above.
    private Tensor? ConditionsOf(Tensor codes, Tensor? conditions, int level)
    {
        Tensor above = codes.narrow(1, 0, Layout.Offset(level));
        if (!Sees(level))
            return level == 0 ? null : above;
        return cat([conditions ?? full([codes.size(0), Condition.Length], -1, ScalarType.Int64, Device), above], 1);
    }
}
