using System.Text.Json.Serialization;
using HierVQ.Quantization;

namespace HierVQ;

/// <summary>How vectors become codes, and how the codebook learns. The derived class picks the quantizer.</summary>
// The one closed list of quantizer kinds: options.json names its kind, and nothing else switches on it.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EmaQuantizerOptions), "ema")]
[JsonDerivedType(typeof(GradientQuantizerOptions), "gradient")]
[JsonDerivedType(typeof(ResidualQuantizerOptions), "residual")]
[JsonDerivedType(typeof(GumbelQuantizerOptions), "gumbel")]
[JsonDerivedType(typeof(FiniteScalarQuantizerOptions), "fsq")]
[JsonDerivedType(typeof(LookupFreeQuantizerOptions), "lfq")]
[JsonDerivedType(typeof(SimVqQuantizerOptions), "simvq")]
public abstract class QuantizerOptions
{
    /// <summary>Codes that the quantizer makes of one vector.</summary>
    internal virtual int CodesPerVector => 1;

    /// <summary>Makes the quantizer of these options.</summary>
    /// <param name="codebookSize">Number of codes, K.</param>
    /// <param name="vectorSize">Length of the vectors to quantize, D.</param>
    /// <param name="context">Device and sources of random numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public abstract Quantizer Create(int codebookSize, int vectorSize, QuantizerContext context);

    /// <summary>Checks every option before work starts.</summary>
    /// <param name="codebookSize">Number of codes, K.</param>
    /// <param name="vectorSize">Length of the vectors to quantize, D.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range, or does not go with the sizes; the message names it, its value and what would do.</exception>
    public abstract void Validate(int codebookSize, int vectorSize);
}
