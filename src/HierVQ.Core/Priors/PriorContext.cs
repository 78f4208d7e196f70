using HierVQ.Codes;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ.Priors;

/// <summary>What a prior is made for.</summary>
/// <param name="Layout">Shape of the code pyramids.</param>
/// <param name="Condition">What it is told beside the codes.</param>
/// <param name="Device">Where it lives; it is not moved later.</param>
/// <param name="Tokenizer">The tokenizer of the codes, for priors that look into its codebooks; null where it is not at hand. It stays the caller's.</param>
public sealed record PriorContext(CodeLayout Layout, ConditionShape Condition, torch.Device Device, ITokenizer? Tokenizer = null)
{
    /// <summary>What a prior over codes of a layout is made for, without a tokenizer, on the CPU.</summary>
    /// <param name="layout">Shape of the code pyramids.</param>
    /// <param name="classes">Number of classes that condition it; 0 for none.</param>
    public static PriorContext Of(CodeLayout layout, int classes = 0) => new(layout, ConditionShape.Class(classes), torch.CPU);
}
