using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Priors;
using TorchSharp;

namespace HierVQ;

/// <summary>What every prior is asked, beside how it trains. The derived class picks the prior.</summary>
// The one closed list of prior kinds: options.json names its kind, and nothing else switches on it.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(HqTransformerOptions), "hqtransformer")]
[JsonDerivedType(typeof(RasterTransformerOptions), "rastertransformer")]
[JsonDerivedType(typeof(RqTransformerOptions), "rqtransformer")]
[JsonDerivedType(typeof(PixelSnailOptions), "pixelsnail")]
[JsonDerivedType(typeof(GatedPixelCnnOptions), "gatedpixelcnn")]
[JsonDerivedType(typeof(PriorStackOptions), "stack")]
public abstract class PriorOptions : TrainingOptions
{
    /// <summary>
    /// Chance that a training row's label is replaced by 'no label', at least 0 (default) and below 1. Above 0 the fitted prior also scores
    /// and samples without a label.
    /// </summary>
    public double ConditionDropout { get; set; }

    /// <summary>Train towards the tokenizer's soft assignment of codes, softmax(-distance²/temperature), instead of the nearest code. Default false.</summary>
    public bool SoftLabels { get; set; }

    /// <summary>
    /// Train on codes drawn anew at every step from the tokenizer's soft assignment, instead of the nearest code: they are read and, without
    /// <see cref="SoftLabels"/>, learnt; with them, what is near follows the codes that were drawn (Lee et al. 2022, section 3.2.2). Default false.
    /// </summary>
    public bool StochasticCodes { get; set; }

    /// <summary>Temperature of <see cref="SoftLabels"/> and <see cref="StochasticCodes"/>. Above 0; default 1.</summary>
    public double SoftLabelTemperature { get; set; } = 1;

    /// <summary>Epochs without a better held-out result after which training stops; 0 (default) never. Needs <see cref="TrainingOptions.ValidationFraction"/>, or a set of held-out rows.</summary>
    public int EarlyStoppingEpochs { get; set; }

    /// <summary>Makes the prior with random weights, drawn from a generator of its own that <see cref="TrainingOptions.Seed"/> seeds.</summary>
    /// <param name="context">The codes, the condition and the device.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout, or cannot be told this.</exception>
    public IPrior Create(PriorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate();
        ValidateLayout(context.Layout);
        ValidateCondition(context.Condition);
        using var init = new torch.Generator((ulong)Seed);
        return CreateCore(context, init);
    }

    /// <summary>Checks whether the prior can model codes of a layout, which is known before any code is.</summary>
    /// <param name="layout">Shape of the code pyramids.</param>
    /// <exception cref="ArgumentException">The prior cannot model codes of this layout; the message says which it can.</exception>
    public abstract void ValidateLayout(CodeLayout layout);

    /// <summary>Checks whether the prior can be told something, which is known before any data is.</summary>
    /// <param name="condition">What it is to be told.</param>
    /// <exception cref="ArgumentException">The prior cannot be told this; the message says what it can.</exception>
    public abstract void ValidateCondition(ConditionShape condition);

    /// <summary>Checks that there are held-out rows where training stops by them, and that they come from one place.</summary>
    /// <param name="given">Whether there is a set of rows to hold out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Early stopping has no held-out rows, or there are both a set of them and a share.</exception>
    public void ValidateHeldOut(bool given)
    {
        if (EarlyStoppingEpochs > 0 && ValidationFraction == 0 && !given)
            throw new ArgumentOutOfRangeException(nameof(EarlyStoppingEpochs), EarlyStoppingEpochs,
                $"EarlyStoppingEpochs is {EarlyStoppingEpochs} but ValidationFraction is 0 and no validation set is given: early stopping needs held-out rows; set ValidationFraction, to 0.1 for example, or give a set.");
        if (given && ValidationFraction > 0)
            throw new ArgumentOutOfRangeException(nameof(ValidationFraction), ValidationFraction,
                $"ValidationFraction is {ValidationFraction}, and a validation set is given as well; leave ValidationFraction at 0, or give no set.");
    }

    /// <summary>The same options in an object of their own.</summary>
    internal PriorOptions Copy() => (PriorOptions)MemberwiseClone();

    /// <summary>Makes the prior; everything has been checked.</summary>
    /// <param name="context">The codes, the condition and the device.</param>
    /// <param name="init">Source of the weights, a generator of the CPU.</param>
    private protected abstract IPrior CreateCore(PriorContext context, torch.Generator init);

    /// <summary>The refusal of a condition that has other parts than a prior knows.</summary>
    private protected void ValidateParts(ConditionShape condition, params ReadOnlySpan<ConditionKind> known)
    {
        ArgumentNullException.ThrowIfNull(condition);
        foreach (ConditionPart part in condition.Parts)
        {
            if (!known.Contains(part.Kind))
                throw new ArgumentException($"{GetType().Name} makes a prior that cannot be told {part}. It can be told: {string.Join(", ", known.ToArray())}.", nameof(condition));
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Share(ConditionDropout);
        OptionCheck.Above(SoftLabelTemperature, 0);
        OptionCheck.AtLeast(EarlyStoppingEpochs, 0);
    }
}
