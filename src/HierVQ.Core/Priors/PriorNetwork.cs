using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = HierVQ.Layers.Linear;

namespace HierVQ.Priors;

/// <summary>What the networks of priors have in common: what they were made for, what they draw from in training, and their samplers.</summary>
public abstract class PriorNetwork : nn.Module, ITrainablePrior, IKernelSampled
{
    /// <summary>Checks what a prior is made for.</summary>
    private protected PriorNetwork(string name, PriorOptions options, PriorContext context) : base(name)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        options.Validate();
        options.ValidateLayout(context.Layout);
        options.ValidateCondition(context.Condition);
        (Options, Layout, Device) = (options, context.Layout, context.Device);
        Input = new ConditionInput(context.Condition, options.ConditionDropout);
        Generator = new Generator((ulong)options.Seed, Device);
    }

    /// <inheritdoc/>
    public PriorOptions Options { get; private protected init; }

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
    public virtual IEnumerable<Parameter> DecayedParameters => modules().OfType<Linear>().Select(linear => linear.Weight);

    /// <summary>Checks of conditions, and 'none'.</summary>
    internal ConditionInput Input { get; }

    /// <inheritdoc/>
    public abstract PriorLoss TrainingLoss(PriorBatch batch);

    /// <inheritdoc/>
    public abstract Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions);

    /// <inheritdoc/>
    public ICodeSampler CreateSampler(SamplerOptions? options = null)
    {
        options ??= new SamplerOptions();
        return options.UsesKernels(Device) ? CreateDecoder(options, LinearPacking.Of(options)) : CreateTensorSampler(options);
    }

    ICodeSampler IKernelSampled.CreateDecoder(SamplerOptions options, LinearPacking packing) => CreateDecoder(options, packing);

    /// <summary>Makes a sampler of own kernels.</summary>
    private protected abstract ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing);

    /// <summary>Makes a sampler of libtorch.</summary>
    private protected abstract ICodeSampler CreateTensorSampler(SamplerOptions options);

    /// <summary>Puts a part into the state dictionary under its published name.</summary>
    private protected T Registered<T>(string name, T module) where T : nn.Module
    {
        register_module(name, module);
        return module;
    }

    /// <summary>The same for a single parameter.</summary>
    private protected Parameter Registered(string name, Parameter parameter)
    {
        register_parameter(name, parameter);
        return parameter;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Generator.Dispose();
        base.Dispose(disposing);
    }
}
