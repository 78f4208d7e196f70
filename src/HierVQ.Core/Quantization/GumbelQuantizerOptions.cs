using HierVQ.Quantization;
using HierVQ.Training;

namespace HierVQ;

/// <summary>Codes drawn from a softmax whose temperature falls over the training (Jang, Gu, Poole 2017; the Gumbel variant of VQGAN).</summary>
public sealed class GumbelQuantizerOptions : QuantizerOptions
{
    /// <summary>Weight of the divergence of the codes' distribution from the uniform one, which keeps codes in use. At least 0; default 5e-4. The published model has 1e-8.</summary>
    public double KlWeight { get; set; } = 5e-4;

    /// <summary>Whether training decodes one code, with the gradient of the mixture, or the mixture itself. Default true. Outside training it is always one code.</summary>
    public bool StraightThrough { get; set; } = true;

    /// <summary>Temperature of the first step. Above 0; default 1.</summary>
    public double StartTemperature { get; set; } = 1;

    /// <summary>Temperature after the warm-up, from where it falls along half a cosine. Above 0; default 1.</summary>
    public double Temperature { get; set; } = 1;

    /// <summary>Temperature at the end. Above 0 and at most <see cref="Temperature"/>; default 1/16.</summary>
    public double MinTemperature { get; set; } = 0.0625;

    /// <summary>Steps from <see cref="StartTemperature"/> to <see cref="Temperature"/>. At least 0 (default).</summary>
    public int TemperatureWarmupSteps { get; set; }

    /// <summary>Step at which <see cref="MinTemperature"/> is reached; null (default) for the end of the training. At least 1.</summary>
    public long? TemperatureSteps { get; set; }

    /// <inheritdoc/>
    public override Quantizer Create(int codebookSize, int vectorSize, QuantizerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate(codebookSize, vectorSize);
        return new GumbelQuantizer(this, codebookSize, vectorSize, context);
    }

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        OptionCheck.AtLeast(KlWeight, 0);
        OptionCheck.Above(StartTemperature, 0);
        OptionCheck.Above(Temperature, 0);
        OptionCheck.Above(MinTemperature, 0);
        OptionCheck.Within(MinTemperature, 0, Temperature);
        OptionCheck.AtLeast(TemperatureWarmupSteps, 0);
        if (TemperatureSteps is { } steps)
            OptionCheck.AtLeast(steps, 1, nameof(TemperatureSteps));
    }

    /// <summary>The temperature of a step.</summary>
    internal double TemperatureAt(TrainingMoment moment) =>
        new Schedule(Temperature, MinTemperature, TemperatureWarmupSteps, TemperatureSteps ?? Math.Max(1, moment.Steps), StartTemperature)[moment.Step];
}
