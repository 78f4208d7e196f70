using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>A prior over one map of codes in raster order, told of a class, of coarser codes of the same image, or of another image's codes.</summary>
public abstract class MapPrior : nn.Module, ITrainablePrior, IKernelSampled
{
    /// <summary>Makes what priors over maps have in common.</summary>
    private protected MapPrior(string name, MapPriorOptions options, PriorContext context, Generator init) : base(name)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        options.Validate();
        options.ValidateLayout(context.Layout);
        options.ValidateCondition(context.Condition);
        (Options, Layout, Device) = (options, context.Layout, context.Device);
        Generator = new Generator((ulong)options.Seed, context.Device);
        Layers = new LayerContext(context.Device, init, options.Dropout, Generator);
        Input = new ConditionInput(context.Condition, options.ConditionDropout);
    }

    /// <inheritdoc/>
    public PriorOptions Options { get; }

    /// <inheritdoc/>
    public CodeLayout Layout { get; }

    /// <inheritdoc/>
    public ConditionShape Condition => Input.Shape;

    /// <inheritdoc/>
    public bool CanBeUnconditional => Input.CanBeNone;

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public Generator Generator { get; }

    /// <inheritdoc/>
    public abstract IEnumerable<Parameter> DecayedParameters { get; }

    /// <summary>Checks of conditions, and 'none'.</summary>
    internal ConditionInput Input { get; }

    /// <summary>What brings the condition to the map's size; null without a condition.</summary>
    internal abstract MapCondition? Told { get; }

    /// <summary>The order in which codes are drawn.</summary>
    internal DecodeOrder Order => DecodeOrder.OneByOne(Layout, Enumerable.Range(0, Layout.TotalCodes));

    /// <summary>What the layers have in common while they are made.</summary>
    private protected LayerContext Layers { get; }

    /// <inheritdoc/>
    /// <remarks>The mean cross-entropy of the codes.</remarks>
    public PriorLoss TrainingLoss(PriorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(batch.Codes, Layout);
        long rows = batch.Codes.size(0);
        Tensor entries = Input.Rows(batch.Conditions, rows, Device, training ? Generator : null);
        Tensor logits = Logits(batch.Codes, entries, scoring: false); // (N, K, H, W)
        Tensor loss;
        if (batch.SoftTargets is { } soft)
        {
            PriorCheck.SoftTargets(soft, Layout, rows);
            loss = logits.flatten(2).log_softmax(1).transpose(1, 2).mul(soft[0]).sum().mul(-1.0 / (rows * Layout.TotalCodes));
        }
        else
        {
            loss = nn.functional.cross_entropy(logits.flatten(2), batch.Codes);
        }
        return new PriorLoss(loss.MoveToOuterDisposeScope(), [loss.alias().MoveToOuterDisposeScope()]);
    }

    /// <inheritdoc/>
    public Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(codes, Layout);
        PriorCheck.CodeRange(codes, Layout);
        Tensor logits = Logits(codes, Input.Rows(conditions, codes.size(0), Device), scoring: true);
        return nn.functional.cross_entropy(logits.flatten(2), codes, reduction: nn.Reduction.None).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public ICodeSampler CreateSampler(SamplerOptions? options = null)
    {
        options ??= new SamplerOptions();
        return options.UsesKernels(Device) ? CreateDecoder(options, LinearPacking.Of(options)) : CreateTensorSampler(options);
    }

    ICodeSampler IKernelSampled.CreateDecoder(SamplerOptions options, LinearPacking packing) => CreateDecoder(options, packing);

    /// <summary>Teacher-forced logits, (N, K, rows, W), of codes in raster order, (N, rows · W): of the whole map, or of its first rows.</summary>
    internal Tensor Logits(Tensor codes, Tensor entries, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        return Pass(codes.view(codes.size(0), -1, Layout[0].Width), Told?.Run(entries, scoring), scoring).MoveToOuterDisposeScope();
    }

    /// <summary>The network over (N, rows, W) codes and what it is told, (N, D, H, W), (N, D, 1, 1) or nothing: (N, K, rows, W).</summary>
    internal abstract Tensor Pass(Tensor codes, Tensor? told, bool scoring);

    /// <summary>Makes what brings the condition to the map's size, for a network with some channels; null without a condition.</summary>
    private protected MapCondition? MakeCondition(int channels) =>
        Condition.Length == 0 ? null : new MapCondition(Input, Layout[0], ((MapPriorOptions)Options).ConditionOf(channels), Layers);

    /// <summary>Makes a sampler of own kernels.</summary>
    private protected abstract ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing);

    /// <summary>Makes a sampler of libtorch.</summary>
    private protected abstract ICodeSampler CreateTensorSampler(SamplerOptions options);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Generator.Dispose();
        base.Dispose(disposing);
    }
}
