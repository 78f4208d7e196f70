using HierVQ.Codes;
using HierVQ.Priors;

namespace HierVQ;

/// <summary>What priors over one map of codes have in common.</summary>
public abstract class MapPriorOptions : PriorOptions
{
    /// <summary>Sets the defaults of their training: 60 epochs, gradients clipped at 1.</summary>
    private protected MapPriorOptions()
    {
        Epochs = 60;
        ClipGradientNorm = 1;
    }

    /// <summary>Dropout inside residual blocks, and on attention weights. At least 0, below 1; default 0.1.</summary>
    public double Dropout { get; set; } = 0.1;

    /// <summary>Numbers that each position is told of the condition. At least 1; 0 (default) takes as many as the network has channels.</summary>
    public int ConditionChannels { get; set; }

    /// <summary>Gated residual blocks over each map of codes of the condition, at its own resolution. At least 0; default 2.</summary>
    public int ConditionBlocks { get; set; } = 2;

    /// <summary>Side of the condition's convolutions, odd. Default 3.</summary>
    public int ConditionKernelSize { get; set; } = 3;

    /// <inheritdoc/>
    private protected override bool TrainsInAnyPrecision => true;

    /// <inheritdoc/>
    /// <remarks>One level of depth 1.</remarks>
    public override void ValidateLayout(CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.Count != 1)
            throw new ArgumentException($"{GetType().Name} makes a prior over one level of codes; the codes are {layout}. {nameof(PriorStackOptions)} has a prior for each level.", nameof(layout));
        if (layout[0].Depth != 1)
            throw new ArgumentException($"{GetType().Name} makes a prior over one code at a position; the codes are {layout}, {layout[0].Depth} at a position. An RQ-Transformer models these.", nameof(layout));
    }

    /// <inheritdoc/>
    /// <remarks>A class, coarser codes of the same image and the codes of other images, in any number.</remarks>
    public override void ValidateCondition(ConditionShape condition) => ValidateParts(condition, ConditionKind.Class, ConditionKind.Codes, ConditionKind.Above);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Share(Dropout);
        OptionCheck.AtLeast(ConditionChannels, 0);
        OptionCheck.AtLeast(ConditionBlocks, 0);
        OptionCheck.Odd(ConditionKernelSize);
    }

    /// <summary>The network of the condition, for a prior with some channels.</summary>
    internal MapConditionShape ConditionOf(int channels) =>
        new(ConditionChannels == 0 ? channels : ConditionChannels, ConditionBlocks, ConditionKernelSize, Precision);
}
