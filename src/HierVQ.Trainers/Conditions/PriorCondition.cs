using HierVQ.Codes;
using HierVQ.Priors;

namespace HierVQ.Trainers;

/// <summary>What conditions a fitted prior, in the words of its data: labels, tokens, codes of another image.</summary>
/// <param name="Labels">The labels; empty for none.</param>
/// <param name="Tokens">The tokens; null for none.</param>
/// <param name="Codes">The codes of another image; null for none.</param>
internal sealed record PriorCondition(LabelVocabulary Labels, TokenForm? Tokens = null, ConditionCodes? Codes = null)
{
    public static PriorCondition None { get; } = new(LabelVocabulary.Empty);

    /// <summary>The same for the network, the parts in the order of <see cref="Slots"/>.</summary>
    public ConditionShape Shape
    {
        get
        {
            ConditionShape shape = ConditionShape.Class(Labels.Count);
            if (Tokens is { } tokens)
                shape = shape.With(ConditionShape.Tokens(tokens.Vocabulary, tokens.Length));
            return Codes is { } codes ? shape.With(ConditionShape.Codes(codes.Layout)) : shape;
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">A part of the condition has no column by these names, or the other way round.</exception>
    public void CheckNames(ConditionNames names)
    {
        Check(Labels.Count > 0, names.Label, "labels", nameof(PriorTrainerOptions.LabelColumnName));
        Check(Tokens is not null, names.Tokens, "tokens", nameof(PriorTrainerOptions.TokensColumnName));
        Check(Codes is not null, names.Codes, "the codes of another image", nameof(PriorTrainerOptions.ConditionCodesColumnName));
    }

    private static void Check(bool known, string? name, string what, string option)
    {
        if (known != name is not null)
            throw new ArgumentOutOfRangeException(option, known ? $"The previous prior was trained with {what}: name their column in {option}." : $"{option} is '{name}', but the previous prior was trained without {what}: leave it null, or train a new prior.");
    }

    /// <summary>Where the parts lie among the numbers of a row.</summary>
    public ConditionSlots Slots => new(Labels.Count > 0, Tokens?.Length ?? 0, Codes?.Layout.TotalCodes ?? 0);
}

/// <summary>Tokens of a text: how many there are, and how many a row has.</summary>
internal sealed record TokenForm(int Vocabulary, int Length);

/// <summary>Codes of another image: their pyramid, and the tokenizer that makes them.</summary>
internal sealed record ConditionCodes(CodeLayout Layout, string TokenizerId);
